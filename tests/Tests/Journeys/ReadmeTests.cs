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
}
