namespace Audiences.Sdk;

/// <summary>A place that is kept equal to audiences by batches of who came and who went.</summary>
/// <remarks>
/// The server's promises: the batches of an audience come one after the other, with rising sequences; a batch that was not acknowledged comes
/// again, with the same sequence and content, before any later one, also after a restart and to another instance. The connector's:
/// know members by their <see cref="Member.Key"/>, since who is erased leaves without any of his contact, and addresses change; who is told to be a member
/// and is one already stays one; applied twice, a batch has the effect of once. <c>DestinationContract</c> in Audiences.Sdk.Testing tries that.
/// </remarks>
public interface IAudienceDestination : IConnector
{
    /// <summary>Brings a batch to the other side.</summary>
    /// <returns>
    /// Applied but for the rejected, or pending: taken over by the other side, which will say later what became of it. The server
    /// calls an audience synced only when the last batch is applied.
    /// </returns>
    /// <exception cref="ConnectorException">The batch is not known to be applied. It comes again.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, which ends the call at once. The batch comes again.</exception>
    Task<ApplyResult> ApplyAsync(MemberBatch batch, CancellationToken cancel);

    /// <summary>What has become of a pending batch. Asked any number of times; once it is applied the answer stays.</summary>
    /// <param name="receipt">The <see cref="ApplyResult.Receipt"/> that applying gave, perhaps to an earlier instance.</param>
    /// <exception cref="ConnectorException">Not to be found out now; asked again later.</exception>
    Task<ApplyResult> PollAsync(string receipt, CancellationToken cancel) =>
        throw new NotSupportedException($"{GetType().Name} answers no batch as pending, so there is nothing to poll.");
}
