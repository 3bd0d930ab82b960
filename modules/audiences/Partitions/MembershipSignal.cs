using System.Collections.Concurrent;

namespace Audiences.Partitions;

/// <summary>
/// Wakes who waits for changes of a tenant in this process. A hint that carries nothing: who is woken reads the log.
/// </summary>
internal sealed class MembershipSignal
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = [];

    /// <summary>Completes at the next change after this call.</summary>
    public Task Next(string tenant) =>
        _waiting.GetOrAdd(tenant, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Raise(string tenant)
    {
        if (_waiting.TryRemove(tenant, out var waiting))
            waiting.SetResult();
    }
}
