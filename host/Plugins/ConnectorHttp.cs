using System.Net;

namespace Host.Plugins;

/// <summary>
/// The way out that connectors are given, in this process and in a plugin's own alike. Redirects are not followed: a connector is asked for an
/// address, and whoever answers there does not choose another. A plugin can open sockets of its own; that is between the admin and the network.
/// </summary>
internal sealed class ConnectorHttp : IDisposable
{
    private readonly SocketsHttpHandler handler = new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        // Names may come to mean other machines.
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        UseCookies = false,
    };

    /// <summary>A client of one connection. The supervisor ends what takes too long.</summary>
    public HttpClient Open() => new(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

    public void Dispose() => handler.Dispose();
}
