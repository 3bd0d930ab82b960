namespace Audiences.Sdk;

/// <summary>How a connection does.</summary>
/// <param name="Failure">What keeps it from working; null when it works.</param>
/// <param name="Detail">One sentence for the admin, who sees it as it is: no secrets, no stack traces. Null when there is nothing to say.</param>
public sealed record ConnectorHealth(ConnectorFailure? Failure, string? Detail)
{
    public static ConnectorHealth Healthy { get; } = new(null, null);

    public static ConnectorHealth Failing(ConnectorFailure failure, string detail) => new(failure, detail);
}
