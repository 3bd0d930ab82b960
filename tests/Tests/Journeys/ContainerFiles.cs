using System.Text.Json;
using System.Text.RegularExpressions;
using Tests.Support;

namespace Tests.Journeys;

/// <summary>What Dockerfile and docker-compose.yml say.</summary>
internal sealed partial class ContainerFiles
{
    readonly string docker = File.ReadAllText(Path.Combine(Executable.Root, "Dockerfile"));

    /// <summary>Keys of docker-compose.yml as paths, such as <c>services.audiences.user</c>, with what stands beside each.</summary>
    public IReadOnlyDictionary<string, string> Compose { get; } = ReadCompose();

    public string Publish => Line("RUN", line => line.Contains("dotnet publish", StringComparison.Ordinal));
    public string User => Line("USER");
    public string Volume => Line("VOLUME");
    public string Port => Line("EXPOSE");
    public string[] EntryPoint => Words(Line("ENTRYPOINT"));
    public string[] HealthCheck => Words(Line("HEALTHCHECK") is var line ? line[line.IndexOf('[', StringComparison.Ordinal)..] : "");

    public IReadOnlyDictionary<string, string> Environment =>
        Line("ENV").Split(' ').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

    static string[] Words(string list) => JsonSerializer.Deserialize<string[]>(list)!;

    string Line(string word, Func<string, bool>? which = null) => docker.Split('\n')
        .Where(line => line.StartsWith($"{word} ", StringComparison.Ordinal) && (which is null || which(line)))
        .Select(line => line[(word.Length + 1)..].Trim()).Last();

    /// <summary>The part of YAML that the file keeps to: maps by two blanks, a value on its key's line, comments on lines of their own.</summary>
    static Dictionary<string, string> ReadCompose()
    {
        var (values, path) = (new Dictionary<string, string>(), new List<string>());
        foreach (var line in File.ReadAllLines(Path.Combine(Executable.Root, "docker-compose.yml")).Where(line => !Ignored().IsMatch(line)))
        {
            var match = Entry().Match(line);
            Assert.True(match.Success, $"docker-compose.yml: \"{line}\" is not read by this test; keep to `key: value`.");
            var depth = match.Groups["indent"].Length / 2;
            Assert.True(depth <= path.Count, $"docker-compose.yml: \"{line}\" stands too far in.");
            path = [.. path.Take(depth), match.Groups["key"].Value];
            values.Add(string.Join('.', path), match.Groups["value"].Value.Trim('"'));
        }
        return values;
    }

    [GeneratedRegex(@"^\s*(#.*)?$")]
    private static partial Regex Ignored();

    [GeneratedRegex(@"^(?<indent>(  )*)(?<key>[A-Za-z_]+):( (?<value>\S.*))?$")]
    private static partial Regex Entry();
}
