using System.Globalization;
using System.Text.Json.Nodes;

namespace Tests.Support.Plain;

/// <summary>All that was sent about one person.</summary>
internal sealed class PlainPerson(string key)
{
    static readonly Dictionary<string, string> Countries = new(StringComparer.OrdinalIgnoreCase)
    {
        ["France"] = "FR", ["FRA"] = "FR", ["Belgium"] = "BE", ["BEL"] = "BE", ["Germany"] = "DE", ["DEU"] = "DE", ["Italy"] = "IT", ["GBR"] = "GB",
    };

    /// <summary><c>user:</c> and the external id, or <c>anon:</c> and the anonymous id.</summary>
    public string Key => key;

    public List<JsonObject> Messages { get; } = [];
    public List<JsonObject> Upserts { get; } = [];

    public IEnumerable<JsonObject> Once => Messages.DistinctBy(message => message["messageId"].Text());

    public IEnumerable<JsonObject> Events => Once.Where(message => message["type"].Text() is "track" or "page" or "screen");

    public IEnumerable<JsonObject> Tracked(string name, DateTimeOffset after, DateTimeOffset upTo) =>
        Events.Where(message => message["type"].Text() == "track" && message["event"].Text() == name)
            .Where(message => Time(message) > after && Time(message) <= upTo);

    public bool Tagged(string tag) => Upserts.Any(body => body["tags"]?.AsArray().Any(item => Same(item.Text(), tag)) == true);

    public string? Stage => Upserts.Select(body => body["stage"]?.GetValue<string>()).LastOrDefault(stage => stage is not null);

    public string? Country
    {
        get
        {
            var said = Upserts.Select(body => body["address"]?["country"]?.GetValue<string>()).LastOrDefault(country => country is not null)
                ?? Trait("address")?["country"]?.GetValue<string>();
            return said is null ? null : Countries.GetValueOrDefault(said, said.ToUpperInvariant());
        }
    }

    /// <summary>The value with the newest event time, whatever the order of arrival.</summary>
    public JsonNode? Trait(string name) => Once
        .Where(message => message["type"].Text() == "identify" && message["traits"]?[name] is not null)
        .MaxBy(Time)?["traits"]![name];

    public static DateTimeOffset Time(JsonObject message) => (message["timestamp"] ?? message["originalTimestamp"]).Instant();

    public static bool Same(string? left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    /// <summary>A number, or text that is wholly one; anything else is no number.</summary>
    public static decimal? Number(JsonNode? value) => value?.GetValueKind() switch
    {
        System.Text.Json.JsonValueKind.Number => decimal.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture),
        System.Text.Json.JsonValueKind.String when decimal.TryParse(value.Text(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };
}
