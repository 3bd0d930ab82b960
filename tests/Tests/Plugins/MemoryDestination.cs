using Audiences.Sdk;

namespace Tests.Plugins;

/// <summary>A destination that keeps its contract. Those that break it change one step each.</summary>
internal class MemoryDestination(MemoryReceiver receiver) : IAudienceDestination
{
    protected MemoryReceiver Receiver => receiver;

    public Task<ConnectorHealth> CheckAsync(CancellationToken cancel) => Task.FromResult(ConnectorHealth.Healthy);

    public virtual async Task<ApplyResult> ApplyAsync(MemberBatch batch, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        await receiver.StallAsync(cancel);
        var rejected = Rejected(batch);
        if (!IsDone(batch)) Write(batch);
        receiver.Done.Add(KeyOf(batch));
        if (receiver.LosesAnswer()) Lost();
        return Answer(batch, rejected);
    }

    public virtual Task<ApplyResult> PollAsync(string receipt, CancellationToken cancel) => Task.FromResult(receiver.Outcomes[receipt]);

    protected virtual string KeyOf(MemberBatch batch) => batch.Id;

    protected virtual bool IsDone(MemberBatch batch) => receiver.Done.Contains(KeyOf(batch));

    protected virtual void Write(MemberBatch batch)
    {
        receiver.Of(batch.Audience).AddRange(batch.Adds.Where(member => member.Contact.Emails.Count > 0).Select(member => member.Key));
        foreach (var member in batch.Removes) receiver.Of(batch.Audience).Remove(member.Key);
    }

    protected virtual List<RejectedMember> Rejected(MemberBatch batch) =>
        [.. batch.Adds.Where(member => member.Contact.Emails.Count == 0).Select(member => new RejectedMember(member.Key, "has no e-mail address"))];

    protected virtual void Lost() => throw new ConnectorException(ConnectorFailure.Unavailable, "The connection broke.");

    protected virtual ApplyResult Answer(MemberBatch batch, List<RejectedMember> rejected) => ApplyResult.Applied(rejected);
}

/// <summary>Takes a batch over and says later what became of it.</summary>
internal class LateDestination(MemoryReceiver receiver) : MemoryDestination(receiver)
{
    protected override ApplyResult Answer(MemberBatch batch, List<RejectedMember> rejected)
    {
        Receiver.Outcomes[batch.Id] = ApplyResult.Applied(rejected);
        return ApplyResult.Pending(batch.Id, TimeSpan.Zero);
    }
}
