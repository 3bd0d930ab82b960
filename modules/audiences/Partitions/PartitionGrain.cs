using System.Collections.Immutable;
using Audiences.Stored;
using Contracts;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;

namespace Audiences.Partitions;

/// <summary>
/// 65,536 slots of a tenant. The shell around <see cref="PartitionMemory"/>: it decides by pure classes, appends, and applies
/// in the order of positions. Key: <c>{tenant}/partition/{number}</c>.
/// </summary>
[KeepAlive]
internal sealed partial class PartitionGrain(
    IPartitionStore store, IAudienceStore audiences, CompiledRules rules, LoadTurns loads, BuildTurns turns, ChunkSaving saving, BusinessClock clock, MembershipSignal signal,
    PartitionMeters meters, ILogger<PartitionGrain> log) : Grain, IPartitionGrain, IPartitionShardGrain
{
    // Flips committed in one transaction: enough to spread an fsync, few enough to let online commits in between.
    private const int FlipsPerBatch = 2_048;

    // Milliseconds; a timer cannot be armed for more than 49 days, and a wake that finds nothing costs nothing.
    private const long LongestTimer = 3_600_000;

    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    private readonly Queue<PendingAppend> _pending = new();
    private readonly Dictionary<Guid, TaskCompletionSource> _inFlight = [];
    private readonly HashSet<string> _dropped = [];
    private PartitionMemory? _memory;

    // False while the memory is there but the load is still bringing audiences into force: only the load works on it then.
    private bool _isOpen;
    private Task? _loading;
    private TaskCompletionSource? _gate;
    private IGrainTimer? _timer;
    private Instant? _armedFor;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _timer = this.RegisterGrainTimer(_ => AdvanceByTimer(), new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        StartLoading();
        return Task.CompletedTask;
    }

    public Task<bool> Keep()
    {
        if (_memory is null && _loading is { IsCompleted: true })
            StartLoading();
        if (_isOpen && _memory is { } memory && _saving.IsCompleted)
            _saving = SaveChunks(memory, ChunksAtOnce, false);
        return Task.FromResult(_isOpen);
    }

    public async Task<CommitResult> Commit(ContactCommit commit)
    {
        while (_gate is not null || _inFlight.ContainsKey(commit.Contact))
            await (_gate ?? _inFlight[commit.Contact]).Task;
        if (!_isOpen || _memory is not { } memory)
            return new CommitResult(CommitStatus.NotReady);

        var now = memory.Tick(clock.Now);
        var began = PartitionMeters.Begin();
        var (plan, refused) = CommitPlan.Make(memory, commit, now);
        meters.Judged(began);
        if (refused is not null)
            return refused;
        var append = plan!.ToAppend(memory);
        var result = await Append(memory, append, [commit.Contact], first => plan.Apply(memory, first));
        var answer = Answer(result, plan);
        return answer.Status == CommitStatus.Committed && memory.Find(commit.Contact) is { } row
            ? answer with { Position = memory.Position, Audiences = memory.AudiencesOf(row) }
            : answer;
    }

    public async Task<ImmutableArray<Sightings>> Seen(ImmutableArray<Guid> contacts)
    {
        var memory = await CurrentForReader();
        return [.. contacts.Select(contact => memory.Find(contact)?.Subject.Events is { } events ? new Sightings(events.FirstSeen(memory.Now), events.LastSeen(memory.Now)) : default)];
    }

    public async Task<ImmutableArray<long>> Messages(Guid contact)
    {
        var memory = await CurrentForReader();
        return memory.Find(contact) is { } row ? [.. row.Messages.Positions()] : [];
    }

    public Task Advance(Instant to)
    {
        RefuseUnlessOpen();
        // The clock was moved: how long the timer has to wait is another.
        _armedFor = null;
        return AdvanceTo(to);
    }

    private async Task AdvanceTo(Instant to)
    {
        var memory = Ready();
        memory.Tick(to);
        while (memory.Due.Next() is { } due && due <= to)
            await AdvanceBatch(memory, to);
        memory.AdvancedTo = Instant.Max(memory.AdvancedTo, to);
        ArmTimer(memory);
        await SaveWhenDue(memory);
    }

    private static CommitResult Answer(AppendResult result, CommitPlan plan) => result.Status switch
    {
        AppendStatus.Appended => new CommitResult(
            CommitStatus.Committed, plan.Row.Slot, plan.Version, plan.Last(result.First), [], At: plan.At),
        AppendStatus.Stale => new CommitResult(CommitStatus.Stale),
        AppendStatus.KeyTaken => new CommitResult(CommitStatus.KeyTaken, Other: result.Other),
        AppendStatus.Gone or AppendStatus.Suppressed => new CommitResult(CommitStatus.Gone),
        AppendStatus.Erased => new CommitResult(
            CommitStatus.SeenBefore, Seen: [.. result.Seen.Select(index => new SeenMessage(index, true))]),
        AppendStatus.Overloaded => new CommitResult(CommitStatus.Overloaded),
        _ => new CommitResult(CommitStatus.NotReady),
    };

    private Task<AppendResult> Append(PartitionMemory memory, PartitionAppend append, ImmutableArray<Guid> contacts, Action<long> apply) =>
        Append(memory, () => store.Append(append, CancellationToken.None), contacts, apply);

    /// <summary>
    /// Hands an append to the writer and applies it, and every one before it, once it is durable. Everything up to the await is
    /// synchronous, so appends reach the writer in the order they were decided in.
    /// </summary>
    private async Task<AppendResult> Append(PartitionMemory memory, Func<Task<AppendResult>> write, ImmutableArray<Guid> contacts, Action<long> apply)
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        foreach (var contact in contacts)
            _inFlight[contact] = held;
        var pending = new PendingAppend(apply);
        _pending.Enqueue(pending);
        try
        {
            pending.Result = await write();
            if (pending.Result is { Status: AppendStatus.Fenced })
                Doubt(memory);
            else if (ReferenceEquals(_memory, memory))
                ApplyWritten(memory);
            await pending.Applied.Task;
            return ReferenceEquals(_memory, memory) ? pending.Result.Value : new AppendResult(AppendStatus.Fenced);
        }
        catch (Exception failure)
        {
            LogDoubt(memory.Tenant, memory.Number, failure.GetType().FullName!, failure.StackTrace);
            Doubt(memory);
            return new AppendResult(AppendStatus.Fenced);
        }
        finally
        {
            foreach (var contact in contacts)
                _inFlight.Remove(contact);
            held.SetResult();
        }
    }

    /// <summary>Applies what is durable in the order of positions, however the answers came in.</summary>
    private void ApplyWritten(PartitionMemory memory)
    {
        while (_pending.TryPeek(out var next) && next.Result is { } result)
        {
            _pending.Dequeue();
            if (result.Status == AppendStatus.Appended)
                next.Apply(result.First);
            next.Applied.SetResult();
        }
        signal.Raise(memory.Tenant);
        ArmTimer(memory);
    }

    /// <summary>It is not known what is durable: forget everything, take the partition over anew, go on from what is read.</summary>
    private void Doubt(PartitionMemory memory)
    {
        if (!ReferenceEquals(_memory, memory))
            return;
        Forget();
        StartLoading();
    }

    private void Forget()
    {
        (_memory, _isOpen) = (null, false);
        foreach (var pending in _pending)
            pending.Applied.TrySetResult();
        _pending.Clear();
    }

    private void RefuseUnlessOpen()
    {
        if (!_isOpen)
            throw new PartitionNotReadyException();
    }

    private PartitionMemory Ready() => _memory ?? throw new PartitionNotReadyException();

    /// <summary>The memory, advanced to now: what every read starts from.</summary>
    private Task<PartitionMemory> CurrentForReader()
    {
        RefuseUnlessOpen();
        return Current();
    }

    private async Task<PartitionMemory> Current()
    {
        await AdvanceTo(Ready().Tick(clock.Now));
        return Ready();
    }

    private async Task AdvanceByTimer()
    {
        _armedFor = null;
        if (!_isOpen)
            return;
        try
        {
            await AdvanceTo(clock.Now);
        }
        catch (PartitionNotReadyException)
        {
            // Too much was waiting to be written: what is due stays due.
            _timer?.Change(AfterFailure, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task AdvanceBatch(PartitionMemory memory, Instant to)
    {
        var earliest = memory.Due.Next() ?? to;
        var batch = new FlipBatch(memory, to);
        var waitFor = batch.Fill(FlipsPerBatch, _inFlight.ContainsKey);
        if (batch.Rows() is { Length: > 0 } rows)
        {
            var append = new PartitionAppend(memory.Tenant, memory.Number, memory.Epoch, rows);
            var result = await Append(memory, append, batch.Contacts, first => batch.Apply(first + rows.Length - 1));
            if (result.Status == AppendStatus.Overloaded)
            {
                batch.PutBack();
                throw new PartitionNotReadyException();
            }
        }
        else
        {
            batch.Apply(memory.Position);
        }
        meters.Flipped(batch.Count, earliest, clock);
        if (waitFor is { } contact && _inFlight.TryGetValue(contact, out var held))
            await held.Task;
        Ready();
    }

    private void ArmTimer(PartitionMemory memory)
    {
        if (clock.Stands)
            return;
        var next = memory.Due.Next();
        if (next == _armedFor)
            return;
        _armedFor = next;
        var after = next is { } due
            ? TimeSpan.FromMilliseconds(Math.Clamp(due.Ms - clock.Now.Ms, 0, LongestTimer))
            : Timeout.InfiniteTimeSpan;
        _timer?.Change(after, Timeout.InfiniteTimeSpan);
    }

    private sealed class PendingAppend(Action<long> apply)
    {
        public AppendResult? Result { get; set; }
        public Action<long> Apply => apply;
        public TaskCompletionSource Applied { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
