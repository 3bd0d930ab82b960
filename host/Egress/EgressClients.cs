using System.Net;
using System.Net.Security;

namespace Host.Egress;

/// <summary>The HttpClients of connections. They share connections to the outside, which are opened by the guard alone.</summary>
/// <param name="tls">Null for the machine's certificates.</param>
internal sealed class EgressClients(
    EgressRules rules, IResolver resolver, ICallJournal journal, TimeProvider machine, EgressLimits limits, SslClientAuthenticationOptions? tls = null) : IDisposable
{
    private readonly SocketsHttpHandler _sockets = new()
    {
        ConnectCallback = new GuardedSocket(rules, resolver).ConnectAsync,
        // Each would lead past the guard, or to where nobody has looked: a redirect is the connector's to follow, by a call of its own.
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        MaxConnectionsPerServer = 16,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        SslOptions = tls ?? new(),
    };

    /// <param name="secrets">Of its settings, as they are: they are masked in what is noted.</param>
    public HttpClient For(string connection, IReadOnlyList<string> secrets) =>
        new(new GuardedCalls(_sockets, connection, secrets, limits, journal, machine), disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

    public void Dispose() => _sockets.Dispose();
}
