using Contracts;

namespace Audiences.Rules;

/// <summary>The events that a condition names, in order.</summary>
internal abstract class Happenings(string name)
{
    public string Name => name;

    /// <summary>Those dated from an instant to before another.</summary>
    public abstract ReadOnlySpan<EventFact> In(EventHistory history, Interval dated);

    protected static ReadOnlySpan<EventFact> Slice(ReadOnlySpan<EventFact> events, Interval dated)
    {
        var start = FirstAt(events, dated.From);
        return events[start..Math.Max(start, FirstAt(events, dated.To))];
    }

    private static int FirstAt(ReadOnlySpan<EventFact> events, long at)
    {
        var (low, high) = (0, events.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = events[middle].At.Ms < at ? (middle + 1, high) : (low, middle);
        }
        return low;
    }
}

internal sealed class TrackEvents(string name) : Happenings(name)
{
    public override ReadOnlySpan<EventFact> In(EventHistory history, Interval dated) =>
        Slice(history.Named(StepKind.Track, Name), dated);
}

/// <summary>Views of pages and screens: all of them, or those of a name or a path.</summary>
/// <param name="page">Empty for any.</param>
internal sealed class PageViews(string page) : Happenings(page)
{
    public override ReadOnlySpan<EventFact> In(EventHistory history, Interval dated)
    {
        var views = new List<EventFact>();
        foreach (var kind in (ReadOnlySpan<StepKind>)[StepKind.Page, StepKind.Screen])
        {
            foreach (var (name, events) in history.SeriesOf(kind))
            {
                var isNamed = Name.Length == 0 || name == Name;
                foreach (var view in Slice(events.Items, dated))
                {
                    if (isNamed || PagePath.Of(view) == Name)
                    {
                        views.Add(view);
                    }
                }
            }
        }
        views.Sort(EventFact.Compare);
        return views.ToArray();
    }
}
