using System.Text.RegularExpressions;

namespace Tests.Support.Tour;

/// <summary>A block of commands in README's tour, and the answers it shows below.</summary>
/// <param name="Answers">Null when README shows none: then nothing may be printed.</param>
internal sealed partial record TourStep(string Commands, string? Answers)
{
    const string Heading = "## Five minutes\n";

    public static IReadOnlyList<TourStep> All()
    {
        var readme = File.ReadAllText(Path.Combine(Executable.Root, "README.md"));
        var start = readme.IndexOf(Heading, StringComparison.Ordinal);
        Assert.True(start >= 0, $"README has no part \"{Heading.Trim()}\".");
        var end = readme.IndexOf("\n## ", start + Heading.Length, StringComparison.Ordinal);
        return [.. Block().Matches(readme[start..end]).Select(match => new TourStep(
            match.Groups["commands"].Value, match.Groups["answers"] is { Success: true } answers ? answers.Value : null))];
    }

    [GeneratedRegex(@"^```bash\n(?<commands>.*?)^```\n(\n```text\n(?<answers>.*?)^```\n)?", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
