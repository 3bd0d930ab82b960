using Audiences.Sdk;
using Audiences.Sdk.Testing;

namespace Tests.Plugins;

/// <summary>The kit passes what keeps the contract, and names the promise that another breaks.</summary>
public class DestinationContractTests
{
    [Fact]
    public Task A_good_destination_keeps_every_promise() => Of(receiver => new MemoryDestination(receiver)).VerifyAsync();

    [Fact]
    public Task A_destination_that_answers_later_keeps_every_promise() => Of(receiver => new LateDestination(receiver)).VerifyAsync();

    [Fact]
    public async Task A_broken_destination_is_caught_at_the_promise_it_breaks()
    {
        await CaughtAsync(receiver => new AddOnlyDestination(receiver), "applies adds and removes");
        await CaughtAsync(receiver => new RepeatingDestination(receiver), "applies a batch once, however often it comes");
        await CaughtAsync(receiver => new ContentComparingDestination(receiver), "takes an equal batch of a later sequence for another batch");
        await CaughtAsync(receiver => new AudienceBlindDestination(receiver), "counts sequences within their audience");
        await CaughtAsync(receiver => new SilentDestination(receiver), "reports rejected members and takes the rest");
        await CaughtAsync(receiver => new AllOrNothingDestination(receiver), "reports rejected members and takes the rest");
        await CaughtAsync(receiver => new HurriedDestination(receiver), "honours a token that is cancelled before");
        await CaughtAsync(receiver => new DeafDestination(receiver), "honours cancellation in the middle, and the batch again");
        await CaughtAsync(receiver => new OptimisticDestination(receiver), "survives a retry after a lost answer");
        await CaughtAsync(receiver => new ForgetfulDestination(receiver), "answers a poll as often as it is asked");
    }

    private static async Task CaughtAsync(Func<MemoryReceiver, MemoryDestination> connect, string promise)
    {
        var found = await Assert.ThrowsAsync<ContractViolationException>(Of(connect).VerifyAsync);
        Assert.Contains($"{promise}: ", found.Message, StringComparison.Ordinal);
    }

    private static MemoryContract Of(Func<MemoryReceiver, MemoryDestination> connect) => new(connect);

    private sealed class MemoryContract(Func<MemoryReceiver, MemoryDestination> connect) : DestinationContract<MemoryDestination>
    {
        private readonly MemoryReceiver _receiver = new();

        protected override TimeSpan Patience => TimeSpan.FromSeconds(2);

        protected override Member? Refused => MemoryReceiver.Refused;

        protected override Task<MemoryDestination> ConnectAsync() => Task.FromResult(connect(_receiver));

        protected override Task<IReadOnlyList<string>> MembersAsync(string audience) => Task.FromResult<IReadOnlyList<string>>([.. _receiver.Of(audience)]);

        protected override void LoseNextAnswer() => _receiver.LoseNextAnswer();

        protected override Task StallNextCall() => _receiver.StallNextCall();
    }
}
