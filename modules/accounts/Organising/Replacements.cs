using System.Collections.Immutable;
using Accounts.Stored;
using Contracts;
using MediatR;
using Microsoft.Extensions.Logging;

namespace Accounts;

/// <summary>
/// Brings replacements to their end: first definitions ask for the old and the new, then contacts get the new, then definitions ask for
/// it alone. So nobody leaves an audience and enters it again on the way. Each step may be done again, and what is to be done stands in
/// the configuration until it is, so that a crash between any two is finished at the next start.
/// </summary>
internal sealed partial class Replacements(IConfigurationStore store, IMediator door, TimeProvider machine, ILogger<Replacements> log)
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private TaskCompletionSource woken = Signal();
    private TaskCompletionSource round = Signal();

    /// <summary>There is something to replace; done when a round that has seen it has ended, well or not.</summary>
    public Task Wake()
    {
        lock (gate)
        {
            woken.TrySetResult();
            return round.Task;
        }
    }

    /// <summary>Runs until cancelled.</summary>
    public async Task Go(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            var (ended, wake) = Begin();
            var isDone = await TryAll(cancel);
            ended.TrySetResult();
            // Ends early, and well, when the server stops.
            await Task.WhenAny(wake.WaitAsync(cancel), isDone ? wake.WaitAsync(cancel) : Task.Delay(AfterFailure, machine, cancel));
        }
    }

    private (TaskCompletionSource Ended, Task Wake) Begin()
    {
        lock (gate)
        {
            var ended = round;
            (round, woken) = (Signal(), Signal());
            return (ended, woken.Task);
        }
    }

    private async Task<bool> TryAll(CancellationToken cancel)
    {
        ImmutableArray<(string Tenant, string Organisation)> waiting = [];
        var isDone = await Try(async () => waiting = await store.Replacing(cancel), cancel);
        // One that fails does not keep the others waiting.
        foreach (var (tenant, organisation) in waiting)
            isDone &= await Try(() => Finish(tenant, organisation, cancel), cancel);
        return isDone;
    }

    private async Task<bool> Try(Func<Task> work, CancellationToken cancel)
    {
        try
        {
            await work();
            return true;
        }
        catch (Exception failure) when (!cancel.IsCancellationRequested)
        {
            LogNotFinished(failure.GetType().FullName!, failure.StackTrace);
            return false;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task Finish(string tenant, string organisation, CancellationToken cancel)
    {
        var replacing = (await store.Read(tenant, organisation, cancel)).Organising.Replacing;
        var books = await store.Books(tenant, organisation, cancel);
        // What only became personal is called as it was.
        var renamed = replacing.RemoveAll(one => one.From == one.To);
        if (!renamed.IsEmpty) await door.Send(new ReplaceInDefinitions(tenant, books, renamed, Both: true), cancel);
        foreach (var book in books.Where(Uses.IsHome))
            while (await door.Send(new ReplaceOnContacts(tenant, book), cancel) > 0)
            {
                // Once more: a write that had asked before what is configured may have come behind the walk.
            }
        if (!renamed.IsEmpty)
        {
            await door.Send(new ReplaceInDefinitions(tenant, books, renamed, Both: false), cancel);
            await door.Send(new ReplaceInManaged(tenant, organisation, renamed), cancel);
        }
        await store.Change(
            tenant, organisation, held => held with { Organising = held.Organising with { Replacing = held.Organising.Replacing.RemoveRange(replacing) } },
            audit: null, cancel);
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(Level = LogLevel.Error, Message = "What organisations replace could not be finished; it is tried again: {Failure} {Stack}")]
    private partial void LogNotFinished(string failure, string? stack);
}

internal sealed class RunReplacementsHandler(Replacements replacements) : IRequestHandler<RunReplacements>
{
    public async Task<Unit> Handle(RunReplacements request, CancellationToken cancel)
    {
        await replacements.Go(cancel);
        return Unit.Value;
    }
}
