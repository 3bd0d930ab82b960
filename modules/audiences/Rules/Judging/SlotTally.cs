using System.Buffers;
using System.Runtime.CompilerServices;
using Audiences.Columns;
using Contracts;

namespace Audiences.Rules;

/// <summary>A number for each contact of a partition, summed up over events of several names.</summary>
internal readonly ref struct SlotTally
{
    private readonly int[] _counts = ArrayPool<int>.Shared.Rent(GrainKeys.PartitionSize);

    public SlotTally() => _counts.AsSpan(0, GrainKeys.PartitionSize).Clear();

    /// <summary>Those dated in the stretch.</summary>
    public void AddEvents(EventPostings[] all, Interval counted)
    {
        foreach (var postings in all)
        {
            using var tally = new EventTally(postings, counted);
            Add(postings, tally);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(EventPostings postings, EventTally tally)
    {
        var slots = postings.Contacts;
        var starts = postings.Starts;
        var counts = _counts;
        for (int place = 0, before = 0; place < slots.Length; place++)
        {
            var upTo = tally.Before(starts[place + 1]);
            counts[slots[place]] += upTo - before;
            before = upTo;
        }
    }

    /// <summary>The sessions of these contacts that begin in the stretch.</summary>
    public void AddSessions(EventPostings[] all, Interval counted, SlotSet among)
    {
        // An event before the stretch says whether the first in it begins a session.
        var dated = counted with { From = Math.Max(counted.From, long.MinValue + Sessions.SilenceMs) - Sessions.SilenceMs };
        using var active = new ActiveTimes(all, dated, among);
        foreach (var slot in among)
        {
            _counts[slot] = Sessions.CountStarts(active.Of(slot), counted.From);
        }
    }

    /// <summary>Leaves those whose number is enough.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Narrow(SlotSet among, CountTest test)
    {
        foreach (var slot in among)
        {
            if (!test.Holds(_counts[slot]))
            {
                among.Remove(slot);
            }
        }
    }

    public void Dispose() => ArrayPool<int>.Shared.Return(_counts);
}
