using Audiences.Sdk;

namespace OwnSdk;

[Connector("own-sdk", "Brings a copy of the SDK")]
public sealed class OwnSdkSource : IContactSource
{
    public Task<ConnectorHealth> CheckAsync(CancellationToken cancel) => Task.FromResult(ConnectorHealth.Healthy);

    public Task<ContactPage> ReadAsync(string? cursor, int limit, CancellationToken cancel) => Task.FromResult(new ContactPage([], null, false));
}
