using System.Text.Json;
using Audiences.Partitions;
using Contracts;

namespace Audiences.Reading;

/// <summary>What a partition explains, as the API shows it.</summary>
internal static class Explanation
{
    public static ExplainView View(ExplainPart part, int version)
    {
        var (member, next) = (part.Whole.Result, part.Whole.NextAt);
        return new ExplainView(
            member, member ? part.Since : null, next is { } at ? new NextChange(at, member ? "leaves" : "enters") : null, part.Now, version,
            View(part.Whole));
    }

    private static ExplainedCondition View(ExplainedPart part) => new(
        part.Path, JsonElement.Parse(part.Condition), part.Result, part.Because, part.Decides,
        part.NextAt is { } at ? new NextChange(at, part.Result ? "fails" : "holds") : null)
    {
        Value = part.Value is { } value ? JsonElement.Parse(value) : null,
        Events = part.EventCount is null ? null : [.. part.Events.Select(counted => new CountedEvent(counted.MessageId, counted.At))],
        EventCount = part.EventCount,
        Parts = part.Parts.IsEmpty ? null : [.. part.Parts.Select(View)],
    };
}
