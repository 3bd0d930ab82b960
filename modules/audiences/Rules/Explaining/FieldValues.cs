using System.Text.Encodings.Web;
using System.Text.Json;
using Contracts;

namespace Audiences.Rules;

/// <summary>The values that a condition on a field looks at, as JSON.</summary>
internal static class FieldValues
{
    // More than anybody reads.
    private const int Most = 100;

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Without those that are missing.</summary>
    public static IReadOnlyList<string> Of(string field, in Subject subject, Instant now) => field switch
    {
        "firstSeen" => Seen(subject.Events.FirstSeen(now)),
        "lastSeen" => Seen(subject.Events.LastSeen(now)),
        "device" => Told(subject.Events, AgentPart.Device, now),
        "browser" => Told(subject.Events, AgentPart.Browser, now),
        _ => Found(field, subject.Facts.At(now)),
    };

    public static string ToJson(IReadOnlyList<string> values) => values switch
    {
        [] => "null",
        [var only] => only,
        _ => $"[{string.Join(',', values)}]",
    };

    private static string[] Seen(Instant? at) => at is { } seen ? [$"\"{seen}\""] : [];

    private static string[] Told(EventHistory events, AgentPart part, Instant now) =>
        events.Telling(part, now.Ms) is [var last, ..] && last.At <= now ? [JsonSerializer.Serialize(last.Agent[part], Readable)] : [];

    private static List<string> Found(string field, ContactFacts facts)
    {
        var collected = new Collected(Field.KindOf(field));
        Source.For(field, nobody: false).Visit(facts, collected);
        return collected.Values;
    }

    private sealed class Collected(FieldKind? kind) : IVisitor
    {
        public List<string> Values { get; } = [];

        public bool Visit(in Value value)
        {
            if (!value.IsMissing && Json(value) is { } json)
            {
                Values.Add(json);
            }
            return Values.Count == Most;
        }

        private string? Json(in Value value) =>
            value.Json.ValueKind != JsonValueKind.Undefined ? value.Json.GetRawText()
            : kind == FieldKind.Boolean && value.TryBoolean(out var flag) ? (flag ? "true" : "false")
            : kind == FieldKind.Date && value.TryMoment(out var moment) ? $"\"{moment}\""
            : value.TryText(out var text) ? JsonSerializer.Serialize(text, Readable)
            : null;
    }
}
