using System.Text.Json;
using System.Text.RegularExpressions;

namespace Benchmarks.Questions;

/// <summary>One of <c>peers/questions.md</c>.</summary>
internal sealed partial record Question(string Name, JsonElement Definition, IReadOnlyDictionary<string, string> Sql)
{
    private static readonly string File = Path.Combine(PeersFolder.Path, "questions.md");

    /// <param name="peer">duckdb or postgresql.</param>
    public string For(string peer) => (Sql.GetValueOrDefault(peer) ?? Sql[""]).Replace("$now", $"TIMESTAMP '{Crowd.Now:yyyy-MM-dd HH:mm:ss}'", StringComparison.Ordinal);

    public static Question[] ReadAll() =>
        [.. Heading().Split(System.IO.File.ReadAllText(File)).Skip(1).Chunk(2).Select(part => Read(part[0], Fences().Matches(part[1])))];

    private static Question Read(string name, MatchCollection fences)
    {
        JsonElement? definition = null;
        var sql = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match fence in fences)
            if (fence.Groups["language"].Value == "json") definition = JsonElement.Parse(fence.Groups["text"].Value);
            else sql.Add(fence.Groups["peer"].Value, fence.Groups["text"].Value);
        return definition is not null && (sql.ContainsKey("") || sql.Count == 2)
            ? new(name, definition.Value, sql)
            : throw new FormatException($"{File}: question \"{name}\" needs one json block, and one sql block or one for each peer.");
    }

    [GeneratedRegex(@"^## (\d+\. .+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^```(?<language>json|sql)(?: (?<peer>\w+))?\n(?<text>.+?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fences();
}
