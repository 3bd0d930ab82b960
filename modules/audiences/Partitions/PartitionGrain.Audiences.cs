using Audiences.Stored;
using Contracts;
using Orleans;

namespace Audiences.Partitions;

/// <summary>Loading, and the partition's side of the audience protocol.</summary>
internal sealed partial class PartitionGrain
{
    public async Task Reconcile(AudienceSpec spec)
    {
        RefuseUnlessOpen();
        await BringInForce(spec);
    }

    private async Task BringInForce(AudienceSpec spec)
    {
        if (spec.Deleted)
            _dropped.Add(spec.Id);
        if (!IsSettled(Ready(), spec))
            await ChangeAudience(spec);
    }

    /// <summary>It is in force, or something newer is: who comes late with an older spec changes nothing.</summary>
    private bool IsSettled(PartitionMemory memory, AudienceSpec spec)
    {
        var held = memory.Audience(spec.Id);
        if (held?.Revision > spec.Revision || (!spec.Deleted && _dropped.Contains(spec.Id)))
            return true;
        if (!IsInForce(held, spec))
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
            memory = await loader.Load(tenant, int.Parse(id), await audiences.All(tenant, CancellationToken.None), CancellationToken.None);
            if (loader.Mended > 0)
                LogMended(tenant, memory.Number, loader.Mended);
            (_memory, _savedAt, _armedFor) = (memory, memory.Position, null);
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

    private async Task BringAllInForce(PartitionMemory memory, IReadOnlyList<AudienceState> states)
    {
        foreach (var state in states)
            await BringInForce(AudienceSpec.Of(state));
        foreach (var gone in memory.Audiences.Where(held => states.All(state => state.Id != held.Id)).ToArray())
            await BringInForce(new AudienceSpec(gone.Id, gone.Book, long.MaxValue, true, false, Cause.Edited, null, null));
    }

    private static bool IsInForce(AudienceInPartition? held, AudienceSpec spec)
    {
        if (spec.Deleted)
            return held is null;
        return held is not null
            && (spec.Serving is null || held.Serving?.Build == spec.Serving.Number)
            && (spec.Building is null || held.Building?.Build == spec.Building.Number || held.Serving?.Build == spec.Building.Number)
            && (spec.Serving is null || held.Announcing == spec.Announcing);
    }

    /// <summary>
    /// Holds commits back, lets those in flight land, and brings the audience to what the spec asks for; every step is a mark
    /// in the log before it is so in memory.
    /// </summary>
    private async Task ChangeAudience(AudienceSpec spec)
    {
        while (_gate is not null)
            await _gate.Task;
        _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            while (_inFlight.Count > 0)
                await _inFlight.Values.First().Task;
            var memory = await Current();
            // While this waited another may have brought it there, or further.
            if (IsSettled(memory, spec))
                return;
            if (spec.Deleted)
                await Drop(memory, spec);
            else
                await BringTo(memory, spec);
        }
        finally
        {
            var gate = _gate;
            _gate = null;
            gate.SetResult();
        }
    }

    private async Task Drop(PartitionMemory memory, AudienceSpec spec)
    {
        if (memory.Audience(spec.Id) is { } held)
            await Append(memory, held, AudienceChange.Drop(held, memory.Now), null);
    }

    private async Task BringTo(PartitionMemory memory, AudienceSpec spec)
    {
        var held = memory.AddAudience(spec.Id, spec.Book);
        if (spec.Serving is { } serving && held.Serving?.Build != serving.Number)
        {
            await Build(memory, held, serving, spec.Cause);
            await Serve(memory, held, held.Building!, spec);
        }
        else if (spec.Serving is not null && held.Announcing != spec.Announcing)
        {
            if (spec.Announcing)
                await Serve(memory, held, held.Serving!, spec);
            else
                await Append(memory, held, AudienceChange.Mute(held, memory.Now, spec.Cause), null);
        }
        if (spec.Building is { } building && held.Serving?.Build != building.Number)
            await Build(memory, held, building, spec.Cause);
        held.Revision = spec.Revision;
    }

    private async Task Build(PartitionMemory memory, AudienceInPartition held, AudienceBuild build, Cause cause)
    {
        if (held.Building?.Build == build.Number)
            return;
        var rule = rules.Of(build.Rule, held.Book);
        var mark = AudienceChange.Build(memory, held, build, rule, memory.Now, cause);
        await Append(memory, held, mark, () => new Shard(held, build.Number, build.Version, rule));
        AudienceChange.Track(memory, held.Building!, _ => mark.At);
    }

    private Task Serve(PartitionMemory memory, AudienceInPartition held, Shard shard, AudienceSpec spec) =>
        Append(memory, held, AudienceChange.Serve(held, shard, spec.Announcing, memory.Now, spec.Cause), null);

    private async Task Append(PartitionMemory memory, AudienceInPartition held, AudienceMark mark, Func<Shard>? built)
    {
        var row = new AppendRow(held.Book, -1, null, null, mark, []);
        var append = new PartitionAppend(memory.Tenant, memory.Number, memory.Epoch, [row]);
        var result = await Append(memory, append, [], first =>
        {
            AudienceChange.Apply(memory, held, mark, built ?? (() => throw new InvalidOperationException("Only a built mark makes a shard.")));
            memory.Reached(first);
        });
        if (result.Status != AppendStatus.Appended)
            throw new PartitionNotReadyException();
    }
}
