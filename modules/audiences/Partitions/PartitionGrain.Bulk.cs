using System.Collections.Immutable;
using Audiences.Stored;
using Contracts;

namespace Audiences.Partitions;

/// <summary>The lane of imports. It does not interleave: commits of single contacts go on beside it, other bulk writes wait.</summary>
internal sealed partial class PartitionGrain
{
    public async Task<ImmutableArray<CommitResult>> CommitMany(ImmutableArray<ContactCommit> commits)
    {
        if (commits.DistinctBy(commit => commit.Contact).Count() != commits.Length)
            throw new ArgumentException("A contact stands in it twice.", nameof(commits));
        while (_gate is { } gate)
            await gate.Task;
        if (!_isOpen || _memory is not { } memory)
            return [.. commits.Select(_ => new CommitResult(CommitStatus.NotReady))];

        var now = memory.Tick(clock.Now);
        var made = new (CommitPlan? Plan, CommitResult? Refused)[commits.Length];
        for (var i = 0; i < made.Length; i++)
            made[i] = _inFlight.ContainsKey(commits[i].Contact)
                ? (null, new CommitResult(CommitStatus.Stale))
                : CommitPlan.Make(memory, commits[i], now);
        CommitPlan[] plans = [.. made.Select(item => item.Plan).OfType<CommitPlan>()];
        var results = plans.Length == 0 ? [] : await Append(memory, plans);
        var next = 0;
        return [.. made.Select(item => item.Refused ?? Answer(results[next], plans[next++]))];
    }

    private async Task<ImmutableArray<AppendResult>> Append(PartitionMemory memory, CommitPlan[] plans)
    {
        ImmutableArray<PartitionAppend> appends = [.. plans.Select(plan => plan.ToAppend(memory))];
        ManyAppended? done = null;
        var result = await Append(memory, Write, [.. plans.Select(plan => plan.Row.Contact)], Apply);
        return result.Status == AppendStatus.Appended ? done!.Results : [.. plans.Select(_ => result)];

        async Task<AppendResult> Write()
        {
            done = await store.AppendMany(appends, CancellationToken.None);
            // Fenced and overloaded are all of them or none.
            return done.Results[0].Status is AppendStatus.Fenced or AppendStatus.Overloaded ? done.Results[0] : new(AppendStatus.Appended);
        }

        void Apply(long _)
        {
            for (var i = 0; i < plans.Length; i++)
                if (done!.Results[i].Status == AppendStatus.Appended)
                    plans[i].Apply(memory, done.Results[i].First);
            memory.Reached(done!.Last);
        }
    }
}
