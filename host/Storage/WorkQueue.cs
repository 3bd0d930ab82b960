namespace Host.Storage;

/// <summary>What waits for a thread, bounded by number and bytes. Threads block on it; those who add never do.</summary>
internal sealed class WorkQueue(int capacity, long capacityBytes)
{
    readonly object gate = new();
    readonly Queue<Work> waiting = new();
    long bytes;
    bool closed;

    public int Count
    {
        get
        {
            lock (gate) return waiting.Count;
        }
    }

    public QueueAnswer Add(Work work)
    {
        lock (gate)
        {
            if (closed) return QueueAnswer.Closed;
            // One item larger than the bound is taken when nothing else waits: otherwise it could never be written.
            if (waiting.Count >= capacity || (bytes + work.Bytes > capacityBytes && waiting.Count > 0)) return QueueAnswer.Full;
            waiting.Enqueue(work);
            bytes += work.Bytes;
            Monitor.Pulse(gate);
            return QueueAnswer.Taken;
        }
    }

    /// <summary>
    /// Moves what waits to <paramref name="taken"/>, at least one item and no more than the bounds. Without an item after
    /// <paramref name="patience"/> it answers true with nothing taken; false when closed and empty.
    /// </summary>
    public bool Take(List<Work> taken, int most, long mostBytes, TimeSpan patience)
    {
        lock (gate)
        {
            while (waiting.Count == 0)
            {
                if (closed) return false;
                if (!Monitor.Wait(gate, patience)) return true;
            }
            for (var left = mostBytes; waiting.TryPeek(out var next) && taken.Count < most; left -= next.Bytes)
            {
                if (taken.Count > 0 && next.Bytes > left) break;
                taken.Add(waiting.Dequeue());
                bytes -= next.Bytes;
            }
            return true;
        }
    }

    /// <summary>Nothing more is taken in; what waits can still be taken out.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
            Monitor.PulseAll(gate);
        }
    }
}

internal enum QueueAnswer { Taken, Full, Closed }
