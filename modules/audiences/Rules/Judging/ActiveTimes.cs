using System.Buffers;
using System.Runtime.CompilerServices;
using Audiences.Columns;
using Contracts;

namespace Audiences.Rules;

/// <summary>When each of some contacts was active in a stretch of time, whatever the events were called.</summary>
internal readonly ref struct ActiveTimes
{
    // Each slot has room for all its events from its begin on; those that are taken so far end before its end.
    private readonly int[] _begins = ArrayPool<int>.Shared.Rent(GrainKeys.PartitionSize + 1), _ends = ArrayPool<int>.Shared.Rent(GrainKeys.PartitionSize);
    private readonly long[] _times;

    public ActiveTimes(EventPostings[] all, Interval dated, SlotSet among)
    {
        _times = ArrayPool<long>.Shared.Rent(MakeRoom(all));
        foreach (var postings in all)
        {
            Take(postings, dated, among);
        }
    }

    /// <summary>Ascending.</summary>
    public ReadOnlySpan<long> Of(int slot)
    {
        var times = _times.AsSpan(_begins[slot].._ends[slot]);
        for (var i = 1; i < times.Length; i++)
        {
            if (times[i] < times[i - 1])
            {
                times.Sort();
                break;
            }
        }
        return times;
    }

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_begins);
        ArrayPool<int>.Shared.Return(_ends);
        ArrayPool<long>.Shared.Return(_times);
    }

    private int MakeRoom(EventPostings[] all)
    {
        var begins = _begins.AsSpan(0, GrainKeys.PartitionSize + 1);
        begins.Clear();
        foreach (var postings in all)
        {
            var slots = postings.Contacts;
            var starts = postings.Starts;
            for (var place = 0; place < slots.Length; place++)
            {
                begins[slots[place] + 1] += starts[place + 1] - starts[place];
            }
        }
        for (var slot = 0; slot < GrainKeys.PartitionSize; slot++)
        {
            begins[slot + 1] += begins[slot];
            _ends[slot] = begins[slot];
        }
        return begins[^1];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Take(EventPostings postings, Interval dated, SlotSet among)
    {
        var slots = postings.Contacts;
        var starts = postings.Starts;
        var times = postings.Times;
        for (var place = 0; place < slots.Length; place++)
        {
            var slot = slots[place];
            if (!among.Contains(slot))
            {
                continue;
            }
            for (var i = starts[place]; i < starts[place + 1]; i++)
            {
                if (times[i] >= dated.From & times[i] < dated.To && postings.IsActive(i))
                {
                    _times[_ends[slot]++] = times[i];
                }
            }
        }
    }
}
