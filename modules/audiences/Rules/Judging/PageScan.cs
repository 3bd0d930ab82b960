using System.Numerics;
using Audiences.Columns;

namespace Audiences.Rules;

/// <summary>Which views are of a page, by the columns of what <see cref="PagePath"/> reads.</summary>
internal sealed class PageScan
{
    private readonly Codes? _paths, _urls;

    // Of each content the number of the page it names.
    private readonly int[] _ofPath, _ofUrl;
    private readonly int _pageOfPath, _pageOfUrl;

    private PageScan(PropertyColumn? paths, PropertyColumn? urls, string page)
    {
        (_paths, _urls) = (paths?.Codes, urls?.Codes);
        (_ofPath, _pageOfPath) = Of(paths, page, PagePath.OfPath);
        (_ofUrl, _pageOfUrl) = Of(urls, page, PagePath.OfUrl);
    }

    /// <summary>The columns hold what says of which page a view is.</summary>
    public static bool CanAsk(EventPostings postings) => PagePath.Properties.All(property => postings.TryProperty(property, out _));

    /// <summary>Nothing when no view is of that page; false where the columns do not hold what says it.</summary>
    public static bool TryOf(EventPostings postings, string page, out PageScan? scan)
    {
        scan = null;
        if (!postings.TryProperty("path", out var paths) || !postings.TryProperty("url", out var urls))
        {
            return false;
        }
        var made = new PageScan(paths, urls, page);
        scan = made._pageOfPath + made._pageOfUrl == 0 ? null : made;
        return true;
    }

    /// <summary>Of views, a bit each, leaves those of the page.</summary>
    public void Narrow(Span<ulong> views)
    {
        for (var i = 0; i < views.Length; i++)
        {
            for (var left = views[i]; left != 0; left &= left - 1)
            {
                var bit = BitOperations.TrailingZeroCount(left);
                if (!IsOfPage((i << 6) + bit))
                {
                    views[i] &= ~(1UL << bit);
                }
            }
        }
    }

    private bool IsOfPage(int place)
    {
        var said = _paths is null ? ContentPages.None : _ofPath[_paths[place]];
        return said != ContentPages.None ? said == _pageOfPath
            : _urls is not null && _ofUrl[_urls[place]] is not ContentPages.None and var page && page == _pageOfUrl;
    }

    private static (int[] Numbers, int Page) Of(PropertyColumn? column, string page, Func<Value[], string?> read) =>
        column is null ? ([], ContentPages.None) : (column.Contents.Pages.Numbers(column.Contents, read), column.Contents.Pages.NumberOf(page));
}
