using static Audiences.Sdk.Testing.Told;

namespace Audiences.Sdk.Testing;

/// <summary>The promises of a destination, one method each.</summary>
internal sealed class DestinationChecks
{
    private static readonly Member One = Person(1), Two = Person(2), Three = Person(3);

    private readonly Calls _calls;
    private readonly Receiver _receiver;

    public DestinationChecks(Receiver receiver)
    {
        (_receiver, _calls) = (receiver, new(receiver));
        All =
        [
            new("applies adds and removes", AppliesAddsAndRemoves),
            new("applies a batch once, however often it comes", IsIdempotentBySequence),
            new("takes an equal batch of a later sequence for another batch", TellsBatchesApartBySequence),
            new("counts sequences within their audience", CountsWithinAudience),
            new("reports rejected members and takes the rest", ReportsRejects),
            new("honours a token that is cancelled before", HonoursCancellationBefore),
            new("honours cancellation in the middle, and the batch again", HonoursCancellationWithin),
            new("survives a retry after a lost answer", SurvivesLostAnswer),
            new("answers a poll as often as it is asked", AnswersPollsAgain),
        ];
    }

    public IReadOnlyList<ContractCheck> All { get; }

    private async Task AppliesAddsAndRemoves()
    {
        var (destination, audience) = (await _receiver.ConnectAsync(), NewAudience());
        await _calls.ApplyAsync(destination, new(audience, 1, [One, Two], []));
        await HasAsync(audience, "batch 1 added two", One, Two);
        await _calls.ApplyAsync(destination, new(audience, 2, [Three], [One]));
        await HasAsync(audience, "batch 2 added the third and removed the first", Two, Three);
    }

    private async Task IsIdempotentBySequence()
    {
        var audience = NewAudience();
        await _calls.ApplyAsync(await _receiver.ConnectAsync(), new(audience, 1, [One, Two], []));
        var batch = new MemberBatch(audience, 2, [Three], [One]);
        foreach (var again in new[] { "", " came again", " came a third time, after a restart" })
        {
            await _calls.ApplyAsync(await _receiver.ConnectAsync(), batch);
            await HasAsync(audience, $"batch 2 (add the third, remove the first){again}", Two, Three);
        }
    }

    private async Task TellsBatchesApartBySequence()
    {
        var (destination, audience) = (await _receiver.ConnectAsync(), NewAudience());
        await _calls.ApplyAsync(destination, new(audience, 1, [One], []));
        await _calls.ApplyAsync(destination, new(audience, 2, [], [One]));
        await _calls.ApplyAsync(destination, new(audience, 3, [One], []));
        await HasAsync(audience, "one was added by batch 1, removed by batch 2 and added by batch 3", One);
    }

    private async Task CountsWithinAudience()
    {
        var (destination, first, second) = (await _receiver.ConnectAsync(), NewAudience(), NewAudience());
        await _calls.ApplyAsync(destination, new(first, 1, [One], []));
        await _calls.ApplyAsync(destination, new(second, 1, [Two], []));
        await HasAsync(first, "batch 1 of this audience added the first", One);
        await HasAsync(second, "batch 1 of this audience added the second, after batch 1 of another audience", Two);
    }

    private async Task ReportsRejects()
    {
        if (_receiver.Refused() is not { } refused) return;
        var (destination, audience) = (await _receiver.ConnectAsync(), NewAudience());
        var batch = new MemberBatch(audience, 1, [One, refused, Two], []);
        foreach (var again in new[] { "", ", again" })
        {
            var rejected = (await _calls.ApplyAsync(destination, batch)).Rejected;
            if (rejected.Select(each => each.Key).SequenceEqual([refused.Key]) is false)
                throw new ContractViolationException($"of a batch with {refused.Key}, whom the receiver refuses, {List(rejected.Select(each => each.Key))} came back as rejected{again}.");
            if (string.IsNullOrWhiteSpace(rejected[0].Reason)) throw new ContractViolationException($"{refused.Key} is rejected without a reason{again}.");
            await HasAsync(audience, $"of a batch of three one was refused{again}", One, Two);
        }
    }

    private async Task HonoursCancellationBefore()
    {
        var (destination, audience) = (await _receiver.ConnectAsync(), NewAudience());
        await _calls.IsCancelledAsync(destination, new(audience, 1, [One], []), new CancellationToken(canceled: true));
        await HasAsync(audience, "a batch came with a token that was cancelled already");
    }

    private async Task HonoursCancellationWithin()
    {
        var (destination, audience) = (await _receiver.ConnectAsync(), NewAudience());
        var batch = new MemberBatch(audience, 1, [One], []);
        using var cancel = new CancellationTokenSource();
        var reached = _receiver.StallNextCall();
        var call = Calls.Start(destination, batch, cancel.Token);
        if (await Task.WhenAny(reached, call, Task.Delay(_receiver.Patience())) != reached)
            throw new ContractViolationException($"the receiver was to be called and then to stall, but {Said(call)}.", call.Exception);
        await cancel.CancelAsync();
        await _calls.IsCancelledAsync(call);
        await _calls.ApplyAsync(destination, batch);
        await HasAsync(audience, "a batch was cancelled while the receiver stalled, and came again", One);
    }

    private async Task SurvivesLostAnswer()
    {
        var (destination, audience) = (await _receiver.ConnectAsync(), NewAudience());
        await _calls.ApplyAsync(destination, new(audience, 1, [One, Two], []));
        var batch = new MemberBatch(audience, 2, [Three], [One]);
        _receiver.LoseNextAnswer();
        await _calls.IsUnavailableAsync(destination, batch);
        await _calls.ApplyAsync(destination, batch);
        await HasAsync(audience, "the answer to batch 2 (add the third, remove the first) was lost, and it came again", Two, Three);
    }

    private async Task AnswersPollsAgain()
    {
        var (destination, audience) = (await _receiver.ConnectAsync(), NewAudience());
        var batch = new MemberBatch(audience, 1, _receiver.Refused() is { } refused ? [One, refused] : [One], []);
        if (await _calls.BeginAsync(destination, batch) is not { Receipt: { } receipt } pending) return;
        var first = await _calls.SettleAsync(destination, pending);
        var second = await _calls.PollAsync(await _receiver.ConnectAsync(), receipt);
        if (second.Receipt is not null) throw new ContractViolationException("a batch was applied, and pending when it was polled once more, after a restart.");
        if (!first.Rejected.SequenceEqual(second.Rejected))
            throw new ContractViolationException($"{List(first.Rejected.Select(each => each.Key))} came back as rejected, and {List(second.Rejected.Select(each => each.Key))} when polled once more.");
    }

    private async Task HasAsync(string audience, string after, params Member[] expected)
    {
        var (has, should) = ((await _receiver.MembersAsync(audience)).Order(StringComparer.Ordinal).ToList(), expected.Select(member => member.Key).ToList());
        if (!has.SequenceEqual(should)) throw new ContractViolationException($"{after}: the receiver has {List(has)} and should have {List(should)}.");
    }

    private static string NewAudience() => $"contract-{Guid.NewGuid():N}";

    private static Member Person(int number) => new(
        $"member-{number}", new() { ExternalId = $"member-{number}", Emails = [$"member-{number}@example.org"], FirstName = "Member", LastName = $"{number}" });
}
