using System.Globalization;
using System.Text.Json.Nodes;

namespace Host.Commands.Demo;

/// <param name="Subscribed">Null: never asked.</param>
internal sealed record DemoPerson(
    int Number, string FirstName, string LastName, string Email, string Country, string City, string Plan, int Points, string Stage,
    bool? Subscribed, IReadOnlyList<string> Tags, IReadOnlyList<DemoEvent> Events)
{
    /// <summary>By this alone, in full, a person is known as the demo's.</summary>
    public string ExternalId => IdOf(Number);

    public const string IdPrefix = "demo-person-";

    public static string IdOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{IdPrefix}{number:0000}");

    public JsonObject Body() => new()
    {
        ["externalId"] = ExternalId,
        ["firstName"] = FirstName,
        ["lastName"] = LastName,
        ["email"] = Email,
        ["address"] = new JsonObject { ["city"] = City, ["country"] = Country },
        ["traits"] = new JsonObject { ["plan"] = Plan, ["points"] = Points },
        ["stage"] = Stage,
        ["subscribed"] = Subscribed,
        ["tags"] = new JsonArray([.. Tags.Select(tag => (JsonNode)tag)]),
    };

    public IEnumerable<JsonObject> Messages(DemoMark mark) => Events.Select((happened, index) => new JsonObject
    {
        ["type"] = "track",
        ["userId"] = ExternalId,
        ["messageId"] = string.Create(CultureInfo.InvariantCulture, $"demo-{mark.Load}-{Number}-{index}"),
        ["event"] = happened.Name,
        ["timestamp"] = (mark.Now - happened.Age).ToString(),
        ["properties"] = new JsonObject(happened.Properties.Select(property => KeyValuePair.Create(property.Key, property.Value?.DeepClone()))),
    });
}

/// <param name="Age">How long before the load it happened.</param>
internal sealed record DemoEvent(string Name, TimeSpan Age, JsonObject Properties);
