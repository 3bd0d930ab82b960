using System.Runtime.InteropServices;
using Audiences.Rules;

namespace Audiences.Columns;

/// <summary>Which page each content of a column names, as a number. Made when it is first asked for.</summary>
internal sealed class ContentPages
{
    /// <summary>The number of what names none.</summary>
    public const int None = 0;

    private readonly Dictionary<string, int> _pages = new(StringComparer.Ordinal);
    private int[] _numbers = [];

    public long Bytes => ((long)_numbers.Length * sizeof(int)) + _pages.Keys.Sum(page => (page.Length * sizeof(char)) + 40L);

    /// <summary>Of each code of these contents.</summary>
    /// <param name="read">The same each time.</param>
    public int[] Numbers(Contents contents, Func<Value[], string?> read)
    {
        var known = _numbers.Length;
        if (known < contents.Count)
            Array.Resize(ref _numbers, contents.Count);
        for (var code = known; code < _numbers.Length; code++)
            _numbers[code] = read(contents[code]) is { } page ? Add(page) : None;
        return _numbers;
    }

    /// <summary><see cref="None"/> of what no content names.</summary>
    public int NumberOf(string page) => _pages.GetValueOrDefault(page, None);

    private int Add(string page)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_pages, page, out var isKnown);
        return isKnown ? number : number = _pages.Count;
    }
}
