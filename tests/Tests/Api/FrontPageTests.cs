using System.Net;
using System.Text.RegularExpressions;
using Tests.Support;

namespace Tests.Api;

public sealed partial class FrontPageTests
{
    [Fact]
    public async Task It_needs_nothing_from_elsewhere_and_its_links_lead_somewhere()
    {
        await using var server = await RunningServer.Start();
        var page = await server.Client.GetStringAsync("/");
        Assert.DoesNotMatch(@"<script|<img|<link|src=|@import|url\(", page);
        var links = Link().Matches(page).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(["/builder", "/openapi/v1.json", "/health/ready", "/health/live"], links);
        foreach (var link in links)
            Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync(link)).StatusCode);
    }

    [Fact]
    public async Task It_tells_where_the_data_are_and_shows_commands_for_this_very_address()
    {
        await using var server = await RunningServer.Start();
        var page = await server.Client.GetStringAsync("/");
        Assert.Contains(server.Folder, page, StringComparison.Ordinal);
        Assert.Contains($"audiences demo load --url {server.Client.BaseAddress!.ToString().TrimEnd('/')}\n", page, StringComparison.Ordinal);
    }

    [GeneratedRegex("href=\"([^\"]*)\"")]
    private static partial Regex Link();
}
