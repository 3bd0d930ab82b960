namespace Audiences.Sdk;

/// <summary>How a connection does.</summary>
/// <param name="Failure">What keeps it from working; null when it works.</param>
/// <param name="Detail">One sentence for the admin, who sees it as it is: no secrets, no stack traces. Null when there is nothing to say.</param>
public sealed record ConnectorHealth(ConnectorFailure? Failure, string? Detail)
{
    public static ConnectorHealth Healthy { get; } = new(null, null);

    public static ConnectorHealth Failing(ConnectorFailure failure, string detail) => new(failure, detail);

    /// <summary>What a call that changes nothing says of it: healthy when it comes about, else what its <see cref="ConnectorException"/> says.</summary>
    /// <param name="call">What it answers is disposed of.</param>
    public static async Task<ConnectorHealth> OfAsync<T>(Func<Task<T>> call)
    {
        try
        {
            using var answered = await call() as IDisposable;
            return Healthy;
        }
        catch (ConnectorException failed)
        {
            return Failing(failed.Failure, failed.Message);
        }
    }
}
