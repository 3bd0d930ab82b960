using System.Net.Sockets;
using Audiences.Sdk;

namespace Host.Egress;

/// <summary>
/// Opens connections for connectors. A name is resolved once, and what is connected to is the address that was looked at: a name that answers
/// differently the second time leads nowhere else.
/// </summary>
internal sealed class GuardedSocket(EgressRules rules, IResolver resolver)
{
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var target = context.InitialRequestMessage.RequestUri!;
        var found = await resolver.ResolveAsync(context.DnsEndPoint.Host, cancel);
        var allowed = found.Where(address => rules.Objection(target, address) is null).ToArray();
        if (allowed.Length == 0)
            throw new ConnectorException(ConnectorFailure.Misconfigured, found.Length == 0 ? $"{target.Host} has no address." : rules.Objection(target, found[0])!);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
