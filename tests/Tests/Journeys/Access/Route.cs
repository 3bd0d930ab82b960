using System.Text.RegularExpressions;

namespace Tests.Journeys.Access;

/// <summary>A line of <c>routes.txt</c>.</summary>
/// <param name="Scope">ingest, read, write, export or admin; null: any key will do.</param>
/// <param name="Object">-, private, team, team's owner, switched, organisation, admin or open.</param>
/// <param name="Body">Null for none.</param>
internal sealed record Route(string Method, string Path, string? Scope, string Object, string? Body)
{
    private static readonly Regex Parameter = new(@"\{[^}]+\}");

    public static IReadOnlyList<Route> All { get; } =
        [.. File.ReadLines(System.IO.Path.Combine(AppContext.BaseDirectory, "Journeys", "Access", "routes.txt"))
            .Where(line => line.Length > 0 && line[0] != '#').Select(Read)];

    /// <summary>It stands for that operation of the OpenAPI document.</summary>
    public bool Is(string method, string path) =>
        Method == method && Regex.IsMatch(Path.Split('?')[0], $"^{string.Join("[^/]+", Parameter.Split(path).Select(Regex.Escape))}$");

    public override string ToString() => $"{Method} {Path}";

    private static Route Read(string line)
    {
        var parts = line.Split('|', 4);
        var (method, path) = parts[0].Trim().Split(' ') is [var verb, var place] ? (verb, place) : throw new FormatException(line);
        return new(method, path, parts[1].Trim() is "-" ? null : parts[1].Trim(), parts[2].Trim(), parts[3].Trim() is { Length: > 0 } body ? body : null);
    }
}
