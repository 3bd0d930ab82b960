using Audiences.Stored;
using Contracts;

namespace Audiences.Lifecycle;

/// <summary>
/// Lets every partition's membership log begin later once a month of it has become old, and clears what is forgotten when nobody can be reading it
/// any more. Each step is durable by itself: a crash leaves a log that begins later and rows that do not count, which are cleared after the next start.
/// </summary>
/// <param name="machine">How long a reader may take is not business time.</param>
internal sealed class LogRetention(AllPartitions partitions, IPartitionStore store, ILogStore log, BusinessClock clock, TimeProvider machine)
{
    private static readonly TimeSpan LongestRead = TimeSpan.FromHours(1), BeforeAnotherTry = TimeSpan.FromMinutes(1);

    private long _since = machine.GetTimestamp();
    private long? _failed;
    private bool _mayHoldMore = true;
    private Instant? _done;

    public async Task Go(int days, CancellationToken cancel)
    {
        if (RetentionPolicy.Before(clock.Now, days) is { } before && before != _done && MayTry())
        {
            // Also when it throws.
            _failed = machine.GetTimestamp();
            if (await Forget(before, cancel))
                (_done, _failed, _since, _mayHoldMore) = (before, null, machine.GetTimestamp(), true);
        }
        if (!_mayHoldMore || machine.GetElapsedTime(_since) < LongestRead)
            return;
        // A backup may hold it up: then it is tried after as long again.
        _since = machine.GetTimestamp();
        await log.Clear(cancel);
        _mayHoldMore = false;
    }

    /// <summary>Looking for what is old reads the log through.</summary>
    private bool MayTry() => _failed is not { } failed || machine.GetElapsedTime(failed) > BeforeAnotherTry;

    private async Task<bool> Forget(Instant before, CancellationToken cancel)
    {
        var done = true;
        foreach (var tenant in await store.Tenants(cancel))
            foreach (var partition in await partitions.Of(tenant, cancel))
                done &= await Forget(tenant, AllPartitions.NumberOf(partition), before, partition.Save, cancel);
        return done;
    }

    private async Task<bool> Forget(string tenant, int partition, Instant before, Func<Task> save, CancellationToken cancel)
    {
        if (await log.LastBefore(tenant, partition, before, cancel) is not { } last || await log.Forget(tenant, partition, last, cancel))
            return true;
        await save();
        return await log.Forget(tenant, partition, last, cancel);
    }
}
