using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tests.Rules.Plain;

/// <summary>JSON whose texts and numbers are read once and not each time that they are asked for.</summary>
internal static class PlainJson
{
    public static JsonNode? Parse(string json) => Read(JsonNode.Parse(json));

    private static JsonNode? Read(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.Object => new JsonObject(node.AsObject().Select(member => KeyValuePair.Create(member.Key, Read(member.Value)))),
        JsonValueKind.Array => new JsonArray([.. node.AsArray().Select(Read)]),
        JsonValueKind.String => JsonValue.Create(node.GetValue<string>()),
        JsonValueKind.Number when decimal.TryParse(node.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        JsonValueKind.True or JsonValueKind.False => JsonValue.Create(node.GetValue<bool>()),
        _ => node?.DeepClone(),
    };
}
