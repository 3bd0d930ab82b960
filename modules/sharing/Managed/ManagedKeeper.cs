using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Sharing.Stored;

namespace Sharing;

/// <summary>
/// Lets what users have of managed audiences follow what admins want and who the recipients are. What it is told is a hint: it looks for itself, at the
/// start, after each hint, and now and then.
/// </summary>
internal sealed partial class ManagedKeeper(IManagedStore store, ManagedRound round, TimeProvider machine, ILogger<ManagedKeeper> log)
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5), Unasked = TimeSpan.FromMinutes(1);

    // By tenant, who waits until it is settled.
    private readonly ConcurrentDictionary<string, TaskCompletionSource> waiting = new(StringComparer.Ordinal);
    private volatile TaskCompletionSource woken = Signal();
    private bool goes;

    /// <summary>Of the last look.</summary>
    public ManagedFailures Failures { get; private set; } = new();

    /// <summary>Something is otherwise than before. Returns when that is so everywhere, or could not be done, or when patience ends; it goes on.</summary>
    public async Task Settle(string tenant, TimeSpan patience, CancellationToken cancel)
    {
        if (!goes) return;
        var settled = waiting.GetOrAdd(tenant, _ => Signal()).Task;
        woken.TrySetResult();
        try
        {
            await settled.WaitAsync(patience, machine, cancel);
        }
        catch (TimeoutException)
        {
            // It goes on.
        }
    }

    /// <summary>Runs until cancelled.</summary>
    public async Task Go(CancellationToken cancel)
    {
        goes = true;
        while (!cancel.IsCancellationRequested)
        {
            // Renewed before it looks, so that nothing is said in between unheard.
            var wake = woken = Signal();
            Failures = await Look(cancel);
            // Ends early, and well, when the server stops.
            await Task.WhenAny(wake.Task.WaitAsync(cancel), Task.Delay(Failures.Any ? AfterFailure : Unasked, machine, cancel));
        }
    }

    /// <summary>Step by step, each tenant in turn: one with many users keeps no other waiting.</summary>
    private async Task<ManagedFailures> Look(CancellationToken cancel)
    {
        var (failures, asked) = (new ManagedFailures(), new List<(string Tenant, TaskCompletionSource Settled)>());
        try
        {
            for (var more = true; more;)
            {
                more = false;
                foreach (var tenant in (await store.Tenants(cancel)).Union(waiting.Keys, StringComparer.Ordinal).ToArray())
                {
                    // Who asks from here on is answered by the next step.
                    if (waiting.TryRemove(tenant, out var settled)) asked.Add((tenant, settled));
                    if (await Step(tenant, failures, cancel)) more = true;
                    else Answer(asked, tenant);
                }
            }
        }
        catch (Exception failure)
        {
            if (!cancel.IsCancellationRequested) Note(ManagedFailures.All, failure, failures);
        }
        foreach (var tenant in asked.Select(one => one.Tenant).ToArray()) Answer(asked, tenant);
        return failures;
    }

    private static void Answer(List<(string Tenant, TaskCompletionSource Settled)> asked, string tenant)
    {
        foreach (var one in asked.Where(one => one.Tenant == tenant)) one.Settled.TrySetResult();
        asked.RemoveAll(one => one.Tenant == tenant);
    }

    private async Task<bool> Step(string tenant, ManagedFailures failures, CancellationToken cancel)
    {
        try
        {
            return await round.Step(tenant, failures, cancel);
        }
        catch (Exception failure) when (!cancel.IsCancellationRequested)
        {
            // One that fails does not keep the others waiting.
            Note(tenant, failure, failures);
            return false;
        }
    }

    private void Note(string tenant, Exception failure, ManagedFailures failures)
    {
        LogFailed(tenant, failure.GetType().FullName!, failure.StackTrace);
        failures.Add(tenant);
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Managed audiences of {Tenant} do not follow yet; it is tried again: {Failure} {Stack}")]
    private partial void LogFailed(string tenant, string failure, string? stack);
}
