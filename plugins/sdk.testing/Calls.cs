using static Audiences.Sdk.Testing.Told;

namespace Audiences.Sdk.Testing;

/// <summary>Calls of a destination as the server makes them, with an end to its patience.</summary>
internal sealed class Calls(Receiver receiver)
{
    /// <summary>On a thread of its own: a destination that blocks is to be seen, not to block the check.</summary>
    public static Task<ApplyResult> Start(IAudienceDestination destination, MemberBatch batch, CancellationToken cancel) =>
        Task.Run(() => destination.ApplyAsync(batch, cancel), CancellationToken.None);

    /// <summary>The answer to a batch that should be taken.</summary>
    public async Task<ApplyResult> BeginAsync(IAudienceDestination destination, MemberBatch batch)
    {
        using var patience = new CancellationTokenSource(receiver.Patience());
        return await AnsweredAsync(Start(destination, batch, patience.Token), $"batch {batch.Sequence} was to be taken");
    }

    /// <summary>What became of a batch in the end.</summary>
    public async Task<ApplyResult> ApplyAsync(IAudienceDestination destination, MemberBatch batch) =>
        await SettleAsync(destination, await BeginAsync(destination, batch));

    public async Task<ApplyResult> SettleAsync(IAudienceDestination destination, ApplyResult result)
    {
        using var patience = new CancellationTokenSource(receiver.Patience());
        while (result.Receipt is { } receipt)
        {
            try
            {
                await Task.Delay(result.PollAfter, patience.Token);
            }
            catch (OperationCanceledException)
            {
                throw new ContractViolationException($"a batch was still pending after {receiver.Patience().TotalSeconds} s; override Patience if the receiver is that slow.");
            }
            result = await PollAsync(destination, receipt);
        }
        return result;
    }

    public async Task<ApplyResult> PollAsync(IAudienceDestination destination, string receipt)
    {
        using var patience = new CancellationTokenSource(receiver.Patience());
        return await AnsweredAsync(Task.Run(() => destination.PollAsync(receipt, patience.Token), CancellationToken.None), "a poll was to be answered");
    }

    public Task IsCancelledAsync(IAudienceDestination destination, MemberBatch batch, CancellationToken cancel) =>
        IsCancelledAsync(Start(destination, batch, cancel));

    public async Task IsCancelledAsync(Task<ApplyResult> call)
    {
        await EndedAsync(call);
        if (!call.IsCanceled) throw new ContractViolationException($"the token was cancelled, which was to end the call with OperationCanceledException, but {Said(call)}.", call.Exception);
    }

    /// <summary>The call fails, and says that it is the server's to make it again.</summary>
    public async Task IsUnavailableAsync(IAudienceDestination destination, MemberBatch batch)
    {
        using var patience = new CancellationTokenSource(receiver.Patience() * 2);
        var call = Start(destination, batch, patience.Token);
        await EndedAsync(call);
        if (call.Exception?.InnerException is not ConnectorException { Failure: ConnectorFailure.Unavailable })
            throw new ContractViolationException($"the connection broke before the answer, which was to be thrown as ConnectorException (Unavailable), but {Said(call)}.", call.Exception);
    }

    private async Task<ApplyResult> AnsweredAsync(Task<ApplyResult> call, string expected)
    {
        await EndedAsync(call);
        return call.IsCompletedSuccessfully ? await call : throw new ContractViolationException($"{expected}, but {Said(call)}.", call.Exception);
    }

    private Task EndedAsync(Task call) => Task.WhenAny(call, Task.Delay(receiver.Patience()));
}
