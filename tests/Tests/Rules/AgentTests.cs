using System.Text;
using System.Text.Json;
using Audiences.Partitions;
using Audiences.Rules;

namespace Tests.Rules;

/// <summary>Device and browser, as what browsers and SDKs send says them.</summary>
public sealed class AgentTests
{
    [Theory]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36", "desktop", "Chrome")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15", "desktop", "Safari")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "desktop", "Firefox")]
    [InlineData("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36", "desktop", "Chrome")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0", "desktop", "Edge")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 OPR/116.0.0.0", "desktop", "Opera")]
    [InlineData("Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko", "desktop", "Internet Explorer")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/131.0.0.0 Safari/537.36", "desktop", "Chrome")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1", "mobile", "Safari")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1", "mobile", "Chrome")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/133.0 Mobile/15E148 Safari/605.1.15", "mobile", "Firefox")]
    [InlineData("Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1.2 Mobile/15E148 Safari/604.1", "tablet", "Safari")]
    [InlineData("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36", "mobile", "Chrome")]
    [InlineData("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36", "tablet", "Chrome")]
    [InlineData("Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/26.0 Chrome/122.0.0.0 Mobile Safari/537.36", "mobile", "Samsung Internet")]
    [InlineData("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36 EdgA/131.0.0.0", "mobile", "Edge")]
    [InlineData("Mozilla/5.0 (Android 14; Mobile; rv:133.0) Gecko/133.0 Firefox/133.0", "mobile", "Firefox")]
    [InlineData("Mozilla/5.0 (Android 14; Tablet; rv:133.0) Gecko/133.0 Firefox/133.0", "tablet", "Firefox")]
    [InlineData("Mozilla/5.0 (Linux; U; Android 4.0.3; de-de) AppleWebKit/534.30 (KHTML, like Gecko) Version/4.0 Mobile Safari/534.30", "mobile", "other")]
    [InlineData("Mozilla/5.0 (PlayStation; PlayStation 5/6.00) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.4 Safari/605.1.15", "other", "Safari")]
    [InlineData("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "other", "other")]
    [InlineData("curl/8.5.0", "other", "other")]
    public void A_user_agent_is_read(string agent, string device, string browser)
    {
        var characters = Encoding.UTF8.GetBytes(agent);
        Assert.Equal((device, browser), (UserAgent.DeviceOf(characters), UserAgent.BrowserOf(characters)));
        var read = Read($$"""{ "userAgent": {{JsonSerializer.Serialize(agent).Replace("/", "\\/")}} }""");
        Assert.Equal((device, browser), (read[AgentPart.Device], read[AgentPart.Browser]));
    }

    [Theory]
    [InlineData("""{ "device": { "type": "ios", "model": "iPhone15,2" } }""", "mobile", null)]
    [InlineData("""{ "device": { "type": "ios", "model": "iPad13,1" } }""", "tablet", null)]
    [InlineData("""{ "device": { "type": "Android" } }""", "mobile", null)]
    [InlineData("""{ "device": { "type": "desktop" }, "userAgent": "Mozilla/5.0 (Android 14; Mobile; rv:133.0) Gecko/133.0 Firefox/133.0" }""", "desktop", "Firefox")]
    [InlineData("""{ "device": { "type": "watch" } }""", "other", null)]
    [InlineData("""{ "device": { "type": " " }, "userAgent": "  " }""", null, null)]
    [InlineData("""{ "device": "phone", "userAgent": 5 }""", null, null)]
    [InlineData("[]", null, null)]
    public void What_the_message_says_of_its_device_comes_first(string context, string? device, string? browser)
    {
        var read = Read(context);
        Assert.Equal((device, browser), (read[AgentPart.Device], read[AgentPart.Browser]));
    }

    [Fact]
    public void The_last_event_that_says_so_decides_whatever_the_order_they_came_in()
    {
        var phone = Sent("2026-11-01T00:00:00Z", 1, "mobile", "Safari");
        var silent = Some.Event("b", "2026-11-03T00:00:00Z", 2);
        var app = Sent("2026-11-05T00:00:00Z", 3, "tablet", null);
        var ahead = Sent("2026-11-22T00:00:00Z", 4, "desktop", "Edge");
        foreach (var events in (EventFact[][])[[phone, silent, app, ahead], [ahead, app, silent, phone]])
        {
            var history = events.Aggregate(EventHistory.Empty, (known, fact) => known.With(fact));
            Assert.Equal(new Verdict(true, Some.Time("2026-11-22T00:00:00Z")), Asked("device", "tablet", history));
            Assert.Equal(new Verdict(true, Some.Time("2026-11-22T00:00:00Z")), Asked("browser", "safari", history));
            Assert.Equal(new Verdict(false, Some.Time("2026-11-22T00:00:00Z")), Asked("browser", "Edge", history));
        }
        Assert.Equal(new Verdict(false, null), Asked("device", "mobile", EventHistory.Empty));
    }

    [Fact]
    public void Only_an_event_from_elsewhere_moves_it()
    {
        var history = EventHistory.Empty.With(Sent("2026-11-01T00:00:00Z", 1, "mobile", "Safari")).With(Sent("2026-11-09T00:00:00Z", 2, "desktop", "Edge"));
        Assert.False(history.IsMovedTo(Sent("2026-11-10T00:00:00Z", 3, "desktop", "Edge")));
        Assert.False(history.IsMovedTo(Sent("2026-11-02T00:00:00Z", 3, "mobile", null)));
        Assert.False(history.IsMovedTo(Some.Event("a", "2026-11-10T00:00:00Z", 3)));
        Assert.True(history.IsMovedTo(Sent("2026-11-02T00:00:00Z", 3, "desktop", "Edge")));
        Assert.True(history.IsMovedTo(Sent("2026-11-10T00:00:00Z", 3, "desktop", "Chrome")));
        Assert.True(history.IsMovedTo(Sent("2026-10-10T00:00:00Z", 3, "mobile", "Safari")));
    }

    private static EventFact Sent(string at, ulong id, string? device, string? browser) => Some.Event("a", at, id) with { Agent = Agent.Of(device, browser) };

    private static Verdict Asked(string field, string value, EventHistory events) =>
        Some.Judge($$"""{ "field": "{{field}}", "op": "equals", "value": "{{value}}" }""", null, events);

    private static Agent Read(string context) => AgentReader.Of(Some.Json($$"""{ "context": {{context}} }"""));
}
