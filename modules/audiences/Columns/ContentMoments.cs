using System.Runtime.InteropServices;
using Audiences.Rules;

namespace Audiences.Columns;

/// <summary>The instants of all contents of a column; only days, and contents of several values, have to be asked themselves. Made when one is first asked for.</summary>
internal sealed class ContentMoments
{
    // No stretch of time holds the one; the other is before any that can be read.
    private const long None = long.MaxValue, Apart = long.MinValue;

    private readonly List<long> _times = [];

    public long Bytes => (long)_times.Capacity * sizeof(long);

    /// <summary>Notes of each content whether it lies in the stretch; those that it cannot tell stay unknown.</summary>
    public void Compare(Interval stretch, Contents contents, ContentAnswers answers)
    {
        for (var code = _times.Count; code < contents.Count; code++)
            _times.Add(Read(contents[code]));
        var (passing, failing) = (answers.PassingMark, answers.FailingMark);
        var known = answers.Known;
        var times = CollectionsMarshal.AsSpan(_times);
        for (var code = 0; code < known.Length; code++)
        {
            var time = times[code];
            known[code] = time == Apart ? ContentAnswers.Unknown : time >= stretch.From & time < stretch.To ? passing : failing;
        }
    }

    /// <summary>Nothing of it stays in memory.</summary>
    public void Forget(int code)
    {
        if (code < _times.Count)
            _times[code] = None;
    }

    private static long Read(Value[] values) => values switch
    {
        [] => None,
        [{ IsJson: false } only] => only.TryMoment(out var moment) ? moment.IsDay ? Apart : moment.From : None,
        _ => Apart,
    };
}
