using Audiences.Sdk;

namespace Tests.Plugins;

internal sealed class AddOnlyDestination(MemoryReceiver receiver) : MemoryDestination(receiver)
{
    protected override void Write(MemberBatch batch) => base.Write(batch with { Removes = [] });
}

internal sealed class RepeatingDestination(MemoryReceiver receiver) : MemoryDestination(receiver)
{
    protected override bool IsDone(MemberBatch batch) => false;
}

internal sealed class ContentComparingDestination(MemoryReceiver receiver) : MemoryDestination(receiver)
{
    protected override string KeyOf(MemberBatch batch) =>
        $"{batch.Audience}+{string.Join(",", batch.Adds.Select(each => each.Key))}-{string.Join(",", batch.Removes.Select(each => each.Key))}";
}

internal sealed class AudienceBlindDestination(MemoryReceiver receiver) : MemoryDestination(receiver)
{
    private readonly HashSet<long> _done = [];

    protected override bool IsDone(MemberBatch batch) => !_done.Add(batch.Sequence) || base.IsDone(batch);
}

internal sealed class SilentDestination(MemoryReceiver receiver) : MemoryDestination(receiver)
{
    protected override List<RejectedMember> Rejected(MemberBatch batch) => [];
}

internal sealed class AllOrNothingDestination(MemoryReceiver receiver) : MemoryDestination(receiver)
{
    protected override void Write(MemberBatch batch)
    {
        if (Rejected(batch).Count == 0) base.Write(batch);
    }
}

internal sealed class HurriedDestination(MemoryReceiver receiver) : MemoryDestination(receiver)
{
    public override Task<ApplyResult> ApplyAsync(MemberBatch batch, CancellationToken cancel) =>
        base.ApplyAsync(batch, cancel.IsCancellationRequested ? CancellationToken.None : cancel);
}

internal sealed class DeafDestination(MemoryReceiver receiver) : MemoryDestination(receiver)
{
    public override Task<ApplyResult> ApplyAsync(MemberBatch batch, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return base.ApplyAsync(batch, CancellationToken.None);
    }
}

internal sealed class OptimisticDestination(MemoryReceiver receiver) : MemoryDestination(receiver)
{
    protected override void Lost()
    {
    }
}

internal sealed class ForgetfulDestination(MemoryReceiver receiver) : LateDestination(receiver)
{
    private readonly MemoryReceiver _receiver = receiver;

    public override Task<ApplyResult> PollAsync(string receipt, CancellationToken cancel)
    {
        _receiver.Outcomes.Remove(receipt, out var outcome);
        return Task.FromResult(outcome ?? ApplyResult.Applied());
    }
}
