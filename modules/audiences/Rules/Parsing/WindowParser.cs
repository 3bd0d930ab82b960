namespace Audiences.Rules;

/// <summary>Reads which events count by when they were: <c>within</c> or <c>between</c>, beside the operator.</summary>
internal static class WindowParser
{
    /// <summary>Null for ever.</summary>
    public static Window? Read(Part part)
    {
        if (part.Has("within") && part.Has("between"))
        {
            part.Refuse("between", "goes alone: give either \"within\" or \"between\".");
        }
        Operand? range = part["within"] is { } length
            ? Ranges.Length(part, "within", length) is { } read ? new Within(read) : null
            : part["between"] is { } ends ? Ranges.Between(part, "between", ends, numbers: false) : null;
        if (range is null && part.Has("calendar") && !part.Has("within") && !part.Has("between"))
        {
            part.Refuse("calendar", "goes with \"within\" or \"between\": leave it out.");
        }
        var calendar = CalendarParser.Read(part, range, counts: range is Within);
        return range is null ? null : new Window(range, calendar);
    }
}
