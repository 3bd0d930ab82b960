using Audiences.Columns;

namespace Audiences.Rules;

/// <summary>Which views are of a page, by the column of what <see cref="PagePath"/> reads.</summary>
internal sealed class PageScan(Codes codes, int page)
{
    /// <summary>The columns hold of which page each view is.</summary>
    public static bool CanAsk(EventPostings postings) => postings.TryProperty(PagePath.Column, out _);

    /// <summary>Nothing when no view is of that page; false where the columns do not hold what says it.</summary>
    public static bool TryOf(EventPostings postings, string page, out PageScan? scan)
    {
        scan = null;
        if (!postings.TryProperty(PagePath.Column, out var pages))
        {
            return false;
        }
        scan = pages?.Contents.Find(PagePath.Form(page)) is > 0 and var code ? new PageScan(pages.Codes, code) : null;
        return true;
    }

    /// <summary>Of views, a bit each, leaves those of the page.</summary>
    public void Narrow(Span<ulong> views) => codes.NarrowToAny(views, [page]);
}
