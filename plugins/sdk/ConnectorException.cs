namespace Audiences.Sdk;

/// <summary>A call did not come about. What it was to do is unknown to be done: the server makes the same call again.</summary>
/// <param name="failure">Whose job it is.</param>
/// <param name="message">One sentence for the admin, who sees it as it is: no secrets.</param>
/// <param name="inner">The cause, for the server's log.</param>
public sealed class ConnectorException(ConnectorFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public ConnectorFailure Failure { get; } = failure;

    /// <summary>How long the other side asks to be left alone (Retry-After); null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
