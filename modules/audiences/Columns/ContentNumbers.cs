using Audiences.Rules;

namespace Audiences.Columns;

/// <summary>
/// The numbers of all contents of a column, as near as a double comes: rounding never changes which of two is the larger, so that only those
/// that round to an end of the range have to be asked themselves. Made when a number is first asked for.
/// </summary>
internal sealed class ContentNumbers
{
    private readonly List<double> _numbers = [];

    // Contents of several values, or of such as are not read simply.
    private readonly HashSet<int> _apart = [];

    /// <summary>Notes of each content whether it lies within the range; those that it cannot tell stay unknown.</summary>
    public void Compare(NumberRange range, Contents contents, ContentAnswers answers)
    {
        CatchUp(contents);
        var (low, high) = ((double)range.Low, (double)range.High);
        answers.FillFailing();
        for (var code = 0; code < _numbers.Count; code++)
        {
            var number = _numbers[code];
            if (number > low && number < high)
                answers.SetPassing(code);
            else if (number == low || number == high)
                answers.SetUnknown(code);
        }
        foreach (var code in _apart)
            answers.SetUnknown(code);
    }

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
