using Audiences.Columns;

namespace Audiences.Rules;

/// <summary>Counts views of pages and screens in the columns of all their names.</summary>
internal static class ViewScan
{
    /// <summary>Leaves those of whose views of that page a number is enough; false, and nothing done, where the columns do not hold them all.</summary>
    /// <param name="page">Its name or path; empty for any.</param>
    public static bool TryNarrow(
        ContactColumns columns, SlotSet among, string page, Interval counted, CountTest test, Clauses clauses, long now, Action<SlotSet> oneByOne)
    {
        if (!columns.HoldsAllViews)
        {
            return false;
        }
        EventPostings[] all = [.. columns.Views];
        using var apart = columns.ApartOf(all);
        using var tally = new SlotTally();
        foreach (var postings in all)
        {
            if (!TryAdd(postings, page, counted, clauses, now, tally))
            {
                return false;
            }
        }
        using var sorted = columns.Scratch.CopyOf(among);
        sorted.Slots.Without(apart.Slots);
        among.And(apart.Slots);
        tally.Narrow(sorted.Slots, test);
        oneByOne(among);
        among.Or(sorted.Slots);
        return true;
    }

    /// <summary>The columns hold which of the views are of that page.</summary>
    public static bool KnowsPage(EventPostings postings, string page) => IsNamed(postings, page) || PageScan.CanAsk(postings);

    private static bool IsNamed(EventPostings postings, string page) => page.Length == 0 || postings.Name == page;

    private static bool TryAdd(EventPostings postings, string page, Interval counted, Clauses clauses, long now, SlotTally tally)
    {
        if (ClauseScan.Of(clauses, postings, now) is not { } scans)
        {
            return false;
        }
        var isNamed = IsNamed(postings, page);
        PageScan? pages = null;
        var holdsAll = isNamed || PageScan.TryOf(postings, page, out pages);
        if (holdsAll && (isNamed || pages is not null))
        {
            using var events = new EventTally(postings, counted, scans, pages);
            tally.Add(postings, events);
        }
        foreach (var scan in scans)
        {
            scan.Dispose();
        }
        return holdsAll;
    }
}
