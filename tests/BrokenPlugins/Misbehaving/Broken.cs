using Audiences.Sdk;

namespace Misbehaving;

/// <summary>Works until it is read.</summary>
public abstract class Broken : IContactSource
{
    public Task<ConnectorHealth> CheckAsync(CancellationToken cancel) => Task.FromResult(ConnectorHealth.Healthy);

    public abstract Task<ContactPage> ReadAsync(string? cursor, int limit, CancellationToken cancel);

    protected static ContactPage One { get; } = new([new() { ExternalId = "1" }], null, false);
}
