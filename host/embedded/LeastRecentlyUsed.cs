using Orleans;

namespace Audiences.Embedded;

/// <summary>
/// Keeps the number of activations near its cap. A look at all of them is dear, so one look frees a sixteenth
/// more than it must.
/// </summary>
internal sealed class LeastRecentlyUsed(int cap, GrainClass[] classes) : IThreadPoolWorkItem
{
    private static readonly DeactivationReason TooMany = new(DeactivationReasonCode.ActivationIdle, "Least recently used among too many.");

    private int _count;
    private int _looking;

    public void Count(int change)
    {
        if (Interlocked.Add(ref _count, change) > cap && change > 0 && Interlocked.Exchange(ref _looking, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        Volatile.Write(ref _looking, 0);
        var surplus = Volatile.Read(ref _count) - cap;
        if (surplus <= 0)
        {
            return;
        }

        var byAge = classes.Where(grainClass => !grainClass.KeepAlive).SelectMany(grainClass => grainClass.Activations.Values)
            .Select(activation => (activation.LastUsed, activation)).OrderBy(entry => entry.LastUsed);
        var free = surplus + (cap / 16);
        foreach (var (_, activation) in byAge)
        {
            if (free > 0 && activation.TryDeactivateIdle(TooMany))
            {
                free--;
            }
        }
    }
}
