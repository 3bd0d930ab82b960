using System.Text.Json;
using Contracts;

namespace Contacts;

/// <param name="Type">This and the ids as far as they could be read; for people.</param>
internal sealed record Reading(string Type, string? UserId, string? AnonymousId, string? MessageId, IncomingMessage? Message, Rejection? Rejection);

/// <summary>The messages of a request's body.</summary>
internal static class MessageList
{
    private const int LongestShown = 512;

    /// <param name="type">From the route; null when the body is a batch.</param>
    public static IReadOnlyList<Reading> Read(JsonElement body, string? type, BusinessClock clock, bool server)
    {
        var isObject = body.ValueKind == JsonValueKind.Object;
        var sentAt = isObject && body.TryGetProperty("sentAt", out var sent) && sent.ValueKind == JsonValueKind.String
            ? EventTime.Read(sent.GetString()!) : null;
        var sheet = new Sheet();
        var envelope = new Envelope(clock.Now, sentAt, clock.IsManual, server);
        if (type is not null) return [ReadOne(body, type, envelope, sheet)];
        if (!isObject || !body.TryGetProperty("batch", out var batch) || batch.ValueKind != JsonValueKind.Array)
            return [new("batch", null, null, null, null, new("must be a list of messages", "batch"))];
        return [.. batch.EnumerateArray().Select(message => ReadOne(message, null, envelope, sheet))];
    }

    private static Reading ReadOne(JsonElement json, string? type, Envelope envelope, Sheet sheet)
    {
        var (message, rejection) = MessageReader.Read(json, type, envelope, sheet);
        return new(type ?? TypeOf(json), Id(json, "userId"), Id(json, "anonymousId"), message?.MessageId ?? Id(json, "messageId"), message, rejection);
    }

    private static string? Id(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var id)
        && id.ValueKind is JsonValueKind.String or JsonValueKind.Number && id.GetRawText().Length <= LongestShown && Wholesome.Fault(id) is null
            ? id.ToString() : null;

    private static string TypeOf(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
            ? MessageReader.Types.FirstOrDefault(type.ValueEquals) ?? "unknown" : "unknown";
}
