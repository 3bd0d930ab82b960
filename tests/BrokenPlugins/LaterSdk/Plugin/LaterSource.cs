using Audiences.Sdk;

namespace LaterSdk;

[Connector("later", "Built against a later SDK")]
public sealed class LaterSource : IContactSource
{
    public Task<ConnectorHealth> CheckAsync(CancellationToken cancel) => Task.FromResult(ConnectorHealth.Healthy);

    public Task<ContactPage> ReadAsync(string? cursor, int limit, CancellationToken cancel) => Task.FromResult(new ContactPage([], null, false));
}
