using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Audiences.Rules;

namespace Audiences.Columns;

/// <summary>
/// The numbers of all contents of a column, as near as a double comes: only those that come near an end of the range have to be asked themselves.
/// Made when a number is first asked for.
/// </summary>
internal sealed class ContentNumbers
{
    // A decimal is made a double by a division that is off by a few of the last digits, and not always to the same side.
    private const double Doubt = 1e-14;

    private readonly List<double> _numbers = [];

    // Contents of several values, or of such as are not read simply.
    private readonly HashSet<int> _apart = [];

    public long Bytes => (long)_numbers.Capacity * sizeof(double);

    /// <summary>Notes of each content whether it lies within the range; those that it cannot tell stay unknown.</summary>
    public void Compare(NumberRange range, Contents contents, ContentAnswers answers)
    {
        CatchUp(contents);
        var ((low, aboveLow), (belowHigh, high)) = (Around(range.Low), Around(range.High));
        var (passing, failing) = (answers.PassingMark, answers.FailingMark);
        var known = answers.Known;
        var numbers = CollectionsMarshal.AsSpan(_numbers);
        var many = MemoryMarshal.Cast<double, Vector512<double>>(numbers[..known.Length]);
        var marks = MemoryMarshal.Cast<byte, ulong>(known);
        for (var i = 0; i < many.Length; i++)
        {
            var within = (Vector512.GreaterThan(many[i], Vector512.Create(aboveLow)) & Vector512.LessThan(many[i], Vector512.Create(belowHigh))).ExtractMostSignificantBits();
            var near = (Vector512.GreaterThanOrEqual(many[i], Vector512.Create(low)) & Vector512.LessThanOrEqual(many[i], Vector512.Create(high))).ExtractMostSignificantBits();
            marks[i] = (EachAByte(within) * passing) | (EachAByte(~near & 0xFF) * failing);
        }
        for (var code = many.Length * Vector512<double>.Count; code < known.Length; code++)
        {
            var number = numbers[code];
            known[code] = number > aboveLow & number < belowHigh ? passing : number >= low & number <= high ? ContentAnswers.Unknown : failing;
        }
        foreach (var code in _apart)
            answers.SetUnknown(code);
    }

    /// <summary>Nothing of it stays in memory.</summary>
    public void Forget(int code)
    {
        _apart.Remove(code);
        if (code < _numbers.Count)
            _numbers[code] = double.NaN;
    }

    /// <summary>Eight bits as eight bytes of 0 or 1.</summary>
    private static ulong EachAByte(ulong bits)
    {
        var apart = bits * 0x0101010101010101 & 0x8040201008040201;
        return ((apart + 0x7F7F7F7F7F7F7F7F) >> 7) & 0x0101010101010101;
    }

    private static (double Low, double High) Around(decimal end) =>
        ((double)end - (Math.Abs((double)end) * Doubt), (double)end + (Math.Abs((double)end) * Doubt));

    private void CatchUp(Contents contents)
    {
        for (var code = _numbers.Count; code < contents.Count; code++)
        {
            var values = contents[code];
            _numbers.Add(values is [var only] && !only.IsJson && only.TryNumber(out var number) ? (double)number : double.NaN);
            if (values.Length > 1 || values is [{ IsJson: true }])
                _apart.Add(code);
        }
    }
}
