using Audiences.Rules;
using Audiences.Stored;
using Contracts;
using Orleans;

namespace Audiences.Partitions;

/// <summary>Loading, and the partition's side of the audience protocol.</summary>
internal sealed partial class PartitionGrain
{
    // Audiences brought on in one transaction, and about how many contacts are judged for it in one piece.
    private const int MarksAtOnce = 256, JudgedAtOnce = 65_536;

    // Judged in some milliseconds: to wait for a turn would take longer.
    private const int FewToJudge = 4_096;

    public async Task Reconcile(AudienceSpec spec)
    {
        RefuseUnlessOpen();
        await BringInForce([spec]);
    }

    private async Task BringInForce(IEnumerable<AudienceSpec> specs)
    {
        var open = new List<AudienceSpec>();
        foreach (var spec in specs)
        {
            if (spec.Deleted)
                _dropped.Add(spec.Id);
            if (!IsSettled(Ready(), spec))
                open.Add(spec);
        }
        if (open.Count > 0)
            await ChangeAudiences(open);
    }

    /// <summary>It is in force, or something newer is: who comes late with an older spec changes nothing.</summary>
    private bool IsSettled(PartitionMemory memory, AudienceSpec spec)
    {
        var held = memory.Audience(spec.Id);
        if (held?.Revision > spec.Revision || (!spec.Deleted && _dropped.Contains(spec.Id)))
            return true;
        if (AudienceStep.Next(held, spec) is not null)
            return false;
        if (held is not null)
            held.Revision = spec.Revision;
        return true;
    }

    private void StartLoading() => _loading = LoadGuarded();

    private async Task LoadGuarded()
    {
        var (tenant, id) = GrainKeys.Split(this.GetPrimaryKeyString());
        PartitionMemory? memory = null;
        try
        {
            // Outside the activation: the first await gives the turn back, and reads meanwhile are answered "not ready".
            var loader = new PartitionLoader(store, rules);
            using (await loads.Take())
                memory = await loader.Load(tenant, int.Parse(id), await audiences.All(tenant, CancellationToken.None), CancellationToken.None);
            if (loader.Mended > 0)
                LogMended(tenant, memory.Number, loader.Mended);
            (_memory, _savedAt, _armedFor) = (memory, loader.SnapshotAt, null);
            // Read again: what was deleted or changed during the load could not be told to this partition.
            await BringAllInForce(memory, await audiences.All(tenant, CancellationToken.None));
            _isOpen = ReferenceEquals(_memory, memory);
            ArmTimer(memory);
            LogLoaded(tenant, memory.Number, memory.Rows.Count, memory.Position);
        }
        catch (Exception failure)
        {
            if (memory is not null && ReferenceEquals(_memory, memory))
                Forget();
            LogNotLoaded(tenant, id, failure.GetType().FullName!, failure.StackTrace);
        }
    }

    private Task BringAllInForce(PartitionMemory memory, TenantAudiences states)
    {
        var gone = memory.Audiences.Where(held => states.Find(held.Id) is null)
            .Select(held => new AudienceSpec(held.Id, held.Book, long.MaxValue, true, false, Cause.Edited, null, null));
        return BringInForce([.. states.Select(AudienceSpec.Of), .. gone]);
    }

    /// <summary>
    /// Holds commits back, lets those in flight land, and brings the audiences to what the specs ask for; every step is a mark
    /// in the log before it is so in memory.
    /// </summary>
    private async Task ChangeAudiences(List<AudienceSpec> open)
    {
        var memory = Ready();
        var toJudge = open.Sum(spec => spec.Building is null ? 0 : memory.CountIn(spec.Book));
        // Before commits are held back.
        using var turn = toJudge > FewToJudge ? await turns.Take() : null;
        await ChangeInTurn(open);
    }

    private async Task ChangeInTurn(List<AudienceSpec> open)
    {
        while (_gate is not null)
            await _gate.Task;
        _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            while (_inFlight.Count > 0)
                await _inFlight.Values.First().Task;
            var memory = await Current();
            // While this waited another may have brought them there, or further.
            Predicate<AudienceSpec> isSettled = spec => IsSettled(memory, spec);
            for (open.RemoveAll(isSettled); open.Count > 0; open.RemoveAll(isSettled))
                await Step(memory, open);
        }
        finally
        {
            var gate = _gate;
            _gate = null;
            gate.SetResult();
        }
    }

    /// <summary>The next step of the first of them, as many as go into one append.</summary>
    private async Task Step(PartitionMemory memory, List<AudienceSpec> open)
    {
        var (taken, judged) = (new List<TakenStep>(), 0);
        foreach (var spec in open.TakeWhile(_ => taken.Count < MarksAtOnce && judged < JudgedAtOnce))
        {
            var step = Take(memory, spec);
            taken.Add(step);
            judged += step.Rule is null ? 0 : memory.CountIn(spec.Book);
        }
        var rows = taken.Select(step => new AppendRow(step.Held.Book, -1, null, null, step.Mark, []));
        var append = new PartitionAppend(memory.Tenant, memory.Number, memory.Epoch, [.. rows]);
        var result = await Append(memory, append, [], first =>
        {
            foreach (var step in taken)
                AudienceChange.Apply(memory, step.Held, step.Mark, step.Shard);
            memory.Reached(first + taken.Count - 1);
        });
        if (result.Status != AppendStatus.Appended)
            throw new PartitionNotReadyException();
        foreach (var step in taken.Where(step => step.Rule is not null))
            AudienceChange.Track(memory, step.Held.Building!, step.Mark.At, _ => step.Mark.At);
    }

    private TakenStep Take(PartitionMemory memory, AudienceSpec spec)
    {
        var step = AudienceStep.Next(memory.Audience(spec.Id), spec)!.Value;
        var held = memory.AddAudience(spec.Id, spec.Book);
        if (step.Build is { } build && rules.Of(build.Rule, held.Book) is var rule)
            return new(held, AudienceChange.Build(memory, held, build, rule, memory.Now, spec.Cause), rule);
        return new(held, step.Kind switch
        {
            MarkKind.Served => AudienceChange.Serve(held, ToServe(held, spec), spec.Announcing, memory.Now, spec.Cause),
            MarkKind.Muted => AudienceChange.Mute(held, memory.Now, spec.Cause),
            _ => AudienceChange.Drop(held, memory.Now),
        });
    }

    private static Shard ToServe(AudienceInPartition held, AudienceSpec spec) =>
        held.Serving is { } serving && serving.Build == spec.Serving!.Number ? serving : held.Building!;

    /// <param name="Rule">Of a build; null of other steps.</param>
    private sealed record TakenStep(AudienceInPartition Held, AudienceMark Mark, CompiledRule? Rule = null)
    {
        public Shard Shard() => new(Held, Mark.Build, Mark.Version, Rule ?? throw new InvalidOperationException("Only a built mark makes a shard."));
    }
}
