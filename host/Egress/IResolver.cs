using System.Net;

namespace Host.Egress;

/// <summary>Names to addresses.</summary>
internal interface IResolver
{
    /// <param name="host">A name, or an address, which is answered as it is.</param>
    /// <exception cref="System.Net.Sockets.SocketException">There is no such name, or nobody to ask.</exception>
    Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancel);
}

internal sealed class SystemResolver : IResolver
{
    public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancel) => Dns.GetHostAddressesAsync(host, cancel);
}
