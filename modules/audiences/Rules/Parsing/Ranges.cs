using System.Text.Json;

namespace Audiences.Rules;

/// <summary>Reads durations, moments, and what lies between two of them.</summary>
internal static class Ranges
{
    public static Duration? Length(Part part, string member, JsonElement value)
    {
        var problem = "write a duration such as \"30d\"";
        var read = Part.ReadText(value, out _) is { } text ? Duration.Read(text, out problem) : null;
        if (read is null)
        {
            part.Refuse(member, $"is no window: {problem}.");
        }
        return read;
    }

    /// <summary>Two numbers, two moments or two durations; one of them may be null.</summary>
    public static Operand? Between(Part part, string member, JsonElement value, bool numbers)
    {
        var ends = value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 2 ? value.EnumerateArray().ToArray() : null;
        if (ends is null || ends.All(end => end.ValueKind == JsonValueKind.Null))
        {
            part.Refuse(member, $"must be a list of two ends, of which one may be null: {Examples(numbers)}.");
            return null;
        }
        if (ends.All(IsNullOr(JsonValueKind.Number)) && numbers)
        {
            return NumbersOf(part, member, ends);
        }
        if (!ends.All(IsNullOr(JsonValueKind.String)))
        {
            part.Refuse(member, $"must have two ends of one kind: {Examples(numbers)}.");
            return null;
        }
        var given = ends.Where(end => end.ValueKind == JsonValueKind.String).ToArray();
        return given.All(end => Part.ReadText(end, out _) is { } text && Duration.Read(text, out _) is not null)
            ? AgoOf(part, member, ends)
            : MomentsOf(part, member, ends, numbers);
    }

    public static Operand? At(Part part, JsonElement value, Op op)
    {
        if (op == Op.On && Part.ReadText(value, out _) is { } word && Days.Words.Contains(word))
        {
            return new Days(word);
        }
        if (MomentOf(part, "value", value, "\"2026-11-21\" or \"2026-11-21T12:00:00Z\"") is not { } moment)
        {
            return null;
        }
        if (op == Op.On && !moment.IsDay)
        {
            part.Refuse("value", "must be a day such as \"2026-11-21\": `on` asks for whole days.");
            return null;
        }
        return new At(moment);
    }

    private static string Examples(bool numbers) =>
        (numbers ? "[1, 10], " : "") + "[\"2026-01-01\", \"2026-02-01\"] or [\"14d\", \"7d\"]";

    private static Func<JsonElement, bool> IsNullOr(JsonValueKind kind) =>
        end => end.ValueKind == kind || end.ValueKind == JsonValueKind.Null;

    private static Numbers? NumbersOf(Part part, string member, JsonElement[] ends)
    {
        var read = ends.Select((end, index) =>
            end.ValueKind == JsonValueKind.Null ? null : Literals.NumberOf(part, $"{member}[{index}]", end)).ToArray();
        if (ends.Where((end, index) => end.ValueKind != JsonValueKind.Null && read[index] is null).Any())
        {
            return null;
        }
        return InOrder(part, member, !(read[0] > read[1]), "the first number must not be above the second")
            ? new Numbers(read[0], read[1]) : null;
    }

    private static Ago? AgoOf(Part part, string member, JsonElement[] ends)
    {
        var read = ends.Select(end => end.ValueKind == JsonValueKind.Null ? null : Duration.Read(end.GetString()!, out _)).ToArray();
        return InOrder(part, member, !(read[0]?.Ms <= read[1]?.Ms), "the first duration must be the longer one, as in [\"14d\", \"7d\"]")
            ? new Ago(read[0], read[1]) : null;
    }

    private static Moments? MomentsOf(Part part, string member, JsonElement[] ends, bool numbers)
    {
        var read = ends.Select((end, index) =>
            end.ValueKind == JsonValueKind.Null ? null : MomentOf(part, $"{member}[{index}]", end, Examples(numbers))).ToArray();
        if (ends.Where((end, index) => end.ValueKind != JsonValueKind.Null && read[index] is null).Any())
        {
            return null;
        }
        return InOrder(part, member, !(read[0]?.From >= read[1]?.From), "the first moment must be before the second; the second is not included")
            ? new Moments(read[0], read[1]) : null;
    }

    private static Moment? MomentOf(Part part, string member, JsonElement value, string examples)
    {
        if (Part.ReadText(value, out _) is not { } text || !Moment.TryRead(text, out var moment))
        {
            part.Refuse(member, $"is no date: write {examples}.");
            return null;
        }
        if (moment.From < Earliest)
        {
            part.Refuse(member, "lies before the year 1900.");
            return null;
        }
        return moment;
    }

    private static readonly long Earliest = new DateTimeOffset(1900, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private static bool InOrder(Part part, string member, bool inOrder, string message)
    {
        if (!inOrder)
        {
            part.Refuse(member, $"is empty: {message}.");
        }
        return inOrder;
    }
}
