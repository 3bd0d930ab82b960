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
        if (Interlocked.Add(ref _count, change) > cap && change > 0)
        {
            Look();
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        var freed = Free(Volatile.Read(ref _count) - cap);
        Volatile.Write(ref _looking, 0);
        if (freed > 0 && Volatile.Read(ref _count) > cap)
        {
            // Those that came meanwhile found a look under way and asked for none.
            Look();
        }
    }

    private void Look()
    {
        if (Interlocked.Exchange(ref _looking, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private int Free(int surplus)
    {
        var freed = 0;
        if (surplus > 0)
        {
            var byAge = classes.Where(grainClass => !grainClass.KeepAlive).SelectMany(grainClass => grainClass.Activations.Values)
                .Select(activation => (activation.LastUsed, Activation: activation)).OrderBy(entry => entry.LastUsed);
            foreach (var (_, activation) in byAge)
            {
                if (freed < surplus + (cap / 16) && activation.TryDeactivateIdle(TooMany))
                {
                    freed++;
                }
            }
        }

        return freed;
    }
}
