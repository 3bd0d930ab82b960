using Microsoft.Extensions.Logging;
using Sharing.Stored;

namespace Sharing;

/// <summary>
/// Lets what users have of managed audiences follow what admins want and who the recipients are. What it is told is a hint: it looks for itself, at the
/// start, after each hint, and now and then.
/// </summary>
internal sealed partial class ManagedKeeper(IManagedStore store, ManagedRound round, TimeProvider machine, ILogger<ManagedKeeper> log)
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5), Unasked = TimeSpan.FromMinutes(1), Patience = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private TaskCompletionSource woken = Signal(), looked = Signal();
    private bool goes;

    /// <summary>Of the last look.</summary>
    public ManagedFailures Failures { get; private set; } = new();

    /// <summary>Something is otherwise than before. Returns when that is so everywhere, or could not be done, or after some seconds; it goes on.</summary>
    public async Task Settle(CancellationToken cancel)
    {
        if (!goes) return;
        try
        {
            await Wake().WaitAsync(Patience, machine, cancel);
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
            var (ended, wake) = Begin();
            var failures = await Look(cancel);
            Failures = failures;
            ended.TrySetResult();
            // Ends early, and well, when the server stops.
            await Task.WhenAny(wake.WaitAsync(cancel), Task.Delay(failures.Any ? AfterFailure : Unasked, machine, cancel));
        }
    }

    /// <summary>Done when a look has ended that began after this.</summary>
    private Task Wake()
    {
        lock (gate)
        {
            woken.TrySetResult();
            return looked.Task;
        }
    }

    private (TaskCompletionSource Ended, Task Wake) Begin()
    {
        lock (gate)
        {
            var ended = looked;
            (looked, woken) = (Signal(), Signal());
            return (ended, woken.Task);
        }
    }

    private async Task<ManagedFailures> Look(CancellationToken cancel)
    {
        var failures = new ManagedFailures();
        try
        {
            // Step by step, each tenant in turn: one with many users keeps no other waiting.
            for (var tenants = await store.Tenants(cancel); tenants is not [];)
                tenants = [.. await WithMore(tenants, failures, cancel)];
        }
        catch (Exception failure)
        {
            if (cancel.IsCancellationRequested) return failures;
            LogFailed("the list", failure.GetType().FullName!, failure.StackTrace);
            failures.Add("", [""]);
        }
        return failures;
    }

    private async Task<List<string>> WithMore(IEnumerable<string> tenants, ManagedFailures failures, CancellationToken cancel)
    {
        var more = new List<string>();
        foreach (var tenant in tenants)
        {
            try
            {
                if (await round.Step(tenant, failures, cancel)) more.Add(tenant);
            }
            catch (Exception failure) when (!cancel.IsCancellationRequested)
            {
                // One that fails does not keep the others waiting.
                LogFailed(tenant, failure.GetType().FullName!, failure.StackTrace);
                failures.Add("", [tenant]);
            }
        }
        return more;
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Managed audiences of {Tenant} do not follow yet; it is tried again: {Failure} {Stack}")]
    private partial void LogFailed(string tenant, string failure, string? stack);
}
