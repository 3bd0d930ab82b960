using System.Text.Json;
using Audiences.Sdk;
using Host.Plugins.Calling;
using Polly;

namespace Host.Plugins;

/// <summary>
/// One connection to an outside system, by a connector in whatever process it runs. It outlives reloads and restarts of its plugin: the
/// plugin's own object is made at the first call, and anew when it is gone. Methods may be called at once from several threads.
/// </summary>
/// <remarks>
/// They fail with <see cref="ConnectorCallFailed"/>, which says whose job it is and when to come again, or with
/// <see cref="OperationCanceledException"/>. Short failures are retried here; a connection that fails again and again rests for a while.
/// </remarks>
internal sealed class ConnectorInstance : IAsyncDisposable
{
    private readonly Guid id = Guid.NewGuid();
    private readonly ConnectorCatalogue catalogue;
    private readonly JsonElement settings;
    private readonly ResiliencePipeline pipeline;

    internal ConnectorInstance(ConnectorCatalogue catalogue, string connector, JsonElement settings, ResiliencePipeline pipeline) =>
        (this.catalogue, Connector, this.settings, this.pipeline) = (catalogue, connector, settings.Clone(), pipeline);

    /// <summary>Under which its calls are noted.</summary>
    public Guid Id => id;

    /// <summary>The connector's id.</summary>
    public string Connector { get; }

    /// <summary>What a connector that cannot be asked would say is in the answer too; only a defect, or no plugin, is thrown.</summary>
    public async Task<ConnectorHealth> Check(CancellationToken cancel)
    {
        try
        {
            return await Ask<ConnectorHealth>(new CheckOrder(), cancel);
        }
        catch (ConnectorCallFailed failed) when (failed.Failure is not (CallFailure.Defect or CallFailure.NotActive))
        {
            return ConnectorHealth.Failing(
                failed.Failure switch
                {
                    CallFailure.NeedsReconnect => ConnectorFailure.NeedsReconnect,
                    CallFailure.Misconfigured => ConnectorFailure.Misconfigured,
                    _ => ConnectorFailure.Unavailable,
                }, failed.Message);
        }
    }

    public Task<ContactPage> Read(string? cursor, int limit, CancellationToken cancel) => Ask<ContactPage>(new ReadOrder(cursor, limit), cancel);

    public Task<ApplyResult> Apply(MemberBatch batch, CancellationToken cancel) => Ask<ApplyResult>(new ApplyOrder(batch), cancel);

    public Task<ApplyResult> Poll(string receipt, CancellationToken cancel) => Ask<ApplyResult>(new PollOrder(receipt), cancel);

    public Task<SendResult> Send(Message message, CancellationToken cancel) => Ask<SendResult>(ConnectorOrder.Of(message), cancel);

    public Task<ReturnedMail> ReadMail(ReadOnlyMemory<byte> mail, CancellationToken cancel) => Ask<ReturnedMail>(new MailOrder(mail), cancel);

    /// <summary>Disposes of the plugin's object, if there is one and its plugin is there.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await catalogue.Call(new(id, Connector, settings, new CloseOrder()), CancellationToken.None);
        }
        catch (ConnectorCallFailed)
        {
            // Whatever it has is let go with its plugin.
        }
    }

    private async Task<T> Ask<T>(ConnectorOrder order, CancellationToken cancel)
    {
        var call = new PluginCall(id, Connector, settings, order);
        try
        {
            var answer = await pipeline.ExecuteAsync(async token => await catalogue.Call(call, token), cancel);
            return answer.Result!.Value.Deserialize<T>(Wire.Options)!;
        }
        catch (Polly.CircuitBreaker.BrokenCircuitException resting)
        {
            throw new ConnectorCallFailed(CallFailure.Unavailable, "This connection failed again and again, and rests for a while.", resting.RetryAfter);
        }
    }
}
