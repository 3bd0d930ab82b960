using System.Text.RegularExpressions;

namespace Tests.Architecture;

/// <summary>A handler is a door, not a room.</summary>
public partial class HandlerLengthTests
{
    private const int Longest = 40;

    [Fact]
    public void Handlers_stay_under_forty_lines() =>
        House.Clean(House.Sources("modules", "host").SelectMany(file => LengthRule(file.Path, file.Text)));

    [Fact]
    public void A_planted_long_handler_is_found()
    {
        var body = string.Concat(Enumerable.Repeat("    // line\n", Longest));
        Assert.NotEmpty(LengthRule("Planted.cs", $"internal sealed class PlantedHandler : X\n{{\n{body}}}\n"));
        Assert.Empty(LengthRule("Planted.cs", "internal sealed class PlantedHandler : X\n{\n    // line\n}\n"));
    }

    private static IEnumerable<string> LengthRule(string path, string text)
    {
        var lines = text.Split('\n');
        for (var first = 0; first < lines.Length; first++)
        {
            if (!Declaration().IsMatch(lines[first])) continue;
            // The house's formatting puts the closing brace of a type where the type began.
            var indent = lines[first].Length - lines[first].TrimStart().Length;
            var last = Array.FindIndex(lines, first, line => line == new string(' ', indent) + "}");
            if (last - first + 1 > Longest) yield return $"{path}:{first + 1} has {last - first + 1} lines, at most {Longest}";
        }
    }

    [GeneratedRegex(@"\bclass \w+Handler\b")]
    private static partial Regex Declaration();
}
