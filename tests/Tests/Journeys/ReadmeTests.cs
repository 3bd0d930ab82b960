using System.Text.RegularExpressions;
using Tests.Support;

namespace Tests.Journeys;

public sealed class ReadmeTests
{
    [Theory]
    [InlineData("segment"), InlineData("rudder")]
    public async Task It_shows_the_pages_that_Chromium_opens(string page)
    {
        var shown = await File.ReadAllTextAsync(Path.Combine(Executable.Root, "README.md"));
        Assert.Contains(await File.ReadAllTextAsync(Path.Combine(Executable.Root, $"tests/node/pages/{page}.html")), shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_test_that_it_names_is_there()
    {
        var shown = await File.ReadAllTextAsync(Path.Combine(Executable.Root, "README.md"));
        var sources = Directory.EnumerateFiles(Path.Combine(Executable.Root, "tests/Tests"), "*Tests.cs", SearchOption.AllDirectories)
            .ToLookup(path => Path.GetFileNameWithoutExtension(path), File.ReadAllText);
        var named = Regex.Matches(shown, @"`(\w+Tests)\.(\w+)`").Select(match => (File: match.Groups[1].Value, Test: match.Groups[2].Value)).ToList();
        Assert.True(named.Count > 20, "The table of what the engines promise names its tests.");
        Assert.All(named, test => Assert.Contains(sources[test.File], text => text.Contains($" {test.Test}(", StringComparison.Ordinal)));
    }
}
