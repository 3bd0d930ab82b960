using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Contracts;

namespace Contacts;

/// <summary>
/// Reads Segment's messages: forgiving about what it does not know, strict about what it would have to guess.
/// </summary>
internal static class MessageReader
{
    public const int LargestMessage = 32 * 1024;
    private const int LongestId = 512;

    public static readonly string[] Types = ["identify", "track", "page", "screen", "group", "alias"];

    /// <param name="type">From the route; null to take the message's own.</param>
    public static (IncomingMessage? Message, Rejection? Rejection) Read(JsonElement json, string? type, Envelope envelope, Sheet sheet)
    {
        if (json.ValueKind != JsonValueKind.Object) return (null, new("is not an object", ""));
        if (JsonMarshal.GetRawUtf8Value(json).Length > LargestMessage) return (null, new("is larger than 32 KB", ""));
        if (Wholesome.Fault(json) is { } fault) return (null, fault);
        type ??= json.TryGetProperty("type", out var own) && own.ValueKind == JsonValueKind.String ? own.GetString()! : "";
        if (Kind(type) is not { } kind) return (null, new("is none of identify, track, page, screen, group, alias", "type"));
        // What follows reads the type out of the message, so a route's word for it is written into it.
        var payload = Payload.Of(json, type, sheet);
        return Ids.Read(json, kind) is var ids && ids.Wrong is { } wrong ? (null, wrong) : Read(json, kind, type, payload, ids, envelope, sheet);
    }

    private static (IncomingMessage?, Rejection?) Read(
        JsonElement json, StepKind kind, string type, string payload, Ids ids, Envelope envelope, Sheet sheet)
    {
        var name = Text(json, kind == StepKind.Track ? "event" : "name");
        if (kind == StepKind.Track && string.IsNullOrWhiteSpace(name)) return (null, new("is required, as text", "event"));
        if (Unreadable(json, kind) is { } part) return (null, new("must be an object", part));
        var (at, late) = EventTime.Of(json, envelope);
        if (late is not null) return (null, late);
        var context = json.TryGetProperty("context", out var sent) && sent.ValueKind == JsonValueKind.Object ? sent : default;
        return (new IncomingMessage(
            kind, at, envelope.Arrived, ids.User, ids.Anonymous, ids.Previous,
            kind is StepKind.Track or StepKind.Page or StepKind.Screen ? name : null,
            ids.Message ?? Guid.NewGuid().ToString("N"), BodyHash.Of(json, type, sheet), payload,
            Has(context, "location"), IsActive(context, ids, envelope)), null);
    }

    private static StepKind? Kind(string type) => type switch
    {
        "identify" => StepKind.Identify,
        "track" => StepKind.Track,
        "page" => StepKind.Page,
        "screen" => StepKind.Screen,
        "group" => StepKind.Group,
        "alias" => StepKind.Alias,
        _ => null,
    };

    // A list is let pass: PHP writes its empty maps so.
    private static string? Unreadable(JsonElement json, StepKind kind)
    {
        var name = kind is StepKind.Identify or StepKind.Group ? "traits" : "properties";
        return json.TryGetProperty(name, out var part)
            && part.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null) ? name : null;
    }

    private static bool IsActive(JsonElement context, Ids ids, Envelope envelope)
    {
        if (Has(context, "active") && context.GetProperty("active").ValueKind == JsonValueKind.False) return false;
        return !envelope.Server || ids.Anonymous is not null || (Has(context, "userAgent") && Text(context, "userAgent") is not null);
    }

    private static bool Has(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private sealed record Ids(string? User, string? Anonymous, string? Previous, string? Message, Rejection? Wrong)
    {
        public static Ids Read(JsonElement json, StepKind kind)
        {
            Rejection? wrong = null;
            string? Take(string name)
            {
                var (id, fault) = Id(json, name);
                wrong ??= fault;
                return id;
            }
            var ids = new Ids(
                Take("userId"), Take("anonymousId"), kind == StepKind.Alias ? Take("previousId") : null, Take("messageId"), null);
            var group = kind == StepKind.Group ? Take("groupId") : "";
            return ids with { Wrong = wrong ?? ids.Missing(kind, group) };
        }

        private Rejection? Missing(StepKind kind, string? group) =>
            kind == StepKind.Alias && Previous is null ? new("is required for an alias", "previousId")
            : kind == StepKind.Alias && User is null ? new("is required for an alias", "userId")
            : User is null && Anonymous is null ? new("is required, unless there is an anonymousId", "userId")
            : group is null ? new("is required for a group", "groupId")
            : null;

        private static (string?, Rejection?) Id(JsonElement json, string name)
        {
            if (!json.TryGetProperty(name, out var value)) return default;
            var id = value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number => Shortest(value),
                JsonValueKind.Null => null,
                _ => "\0",
            };
            return id == "\0" ? (null, new("is neither text nor a number", name))
                : string.IsNullOrWhiteSpace(id) ? default
                : id.Length > LongestId ? (null, new($"is longer than {LongestId} characters", name))
                : (id, null);
        }

        private static string Shortest(JsonElement number) =>
            number.TryGetDecimal(out var exact) ? exact.ToString("0.############################", CultureInfo.InvariantCulture) : number.GetRawText();
    }
}
