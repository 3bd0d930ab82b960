using System.Text.Json;
using Contracts;

namespace Contacts;

/// <param name="Type">As far as it could be read; for people.</param>
internal sealed record Reading(string Type, IncomingMessage? Message, Rejection? Rejection);

/// <summary>The messages of a request's body.</summary>
internal static class MessageList
{
    /// <param name="type">From the route; null when the body is a batch.</param>
    public static IReadOnlyList<Reading> Read(JsonElement body, string? type, BusinessClock clock, bool server)
    {
        var isObject = body.ValueKind == JsonValueKind.Object;
        var sentAt = isObject && body.TryGetProperty("sentAt", out var sent) && sent.ValueKind == JsonValueKind.String
            ? EventTime.Read(sent.GetString()!) : null;
        var envelope = new Envelope(clock.Now, sentAt, clock.IsManual, server);
        if (type is not null) return [ReadOne(body, type, envelope)];
        if (!isObject || !body.TryGetProperty("batch", out var batch) || batch.ValueKind != JsonValueKind.Array)
            return [new("batch", null, new("must be a list of messages", "batch"))];
        return [.. batch.EnumerateArray().Select(message => ReadOne(message, null, envelope))];
    }

    private static Reading ReadOne(JsonElement json, string? type, Envelope envelope)
    {
        var (message, rejection) = MessageReader.Read(json, type, envelope);
        return new(type ?? TypeOf(json), message, rejection);
    }

    private static string TypeOf(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
            ? MessageReader.Types.FirstOrDefault(type.ValueEquals) ?? "unknown" : "unknown";
}
