namespace Tests.Rules.Plain;

/// <summary>What contexts of events say of device and browser, looked up and not worked out.</summary>
internal static class PlainAgents
{
    public static readonly IReadOnlyDictionary<string, (string? Device, string? Browser)> Known = new Dictionary<string, (string?, string?)>
    {
        ["{}"] = (null, null),
        ["""{"locale":"fr-BE"}"""] = (null, null),
        ["""{"device":{"type":"tablet"}}"""] = ("tablet", null),
        ["""{"device":{"type":"ios","model":"iPhone15,2"}}"""] = ("mobile", null),
        ["""{"userAgent":"Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0"}"""] = ("desktop", "Firefox"),
        ["""{"userAgent":"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0"}"""] =
            ("desktop", "Edge"),
        ["""{"userAgent":"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"}"""] =
            ("mobile", "Safari"),
        ["""{"device":{"type":"desktop"},"userAgent":"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36"}"""] =
            ("desktop", "Chrome"),
    };
}
