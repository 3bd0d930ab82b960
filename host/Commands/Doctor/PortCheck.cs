using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Host.Commands.Doctor;

internal sealed class PortCheck : ICheck
{
    public string About => "port";

    public async IAsyncEnumerable<Finding> Look(Patient patient, [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var address in patient.Addresses)
            yield return Bind(address) switch
            {
                null => Finding.Ok("port", $"{address} is free"),
                SocketError.AddressAlreadyInUse => await WhoAnswers(address, cancel),
                SocketError.AccessDenied => Finding.Fail("port", $"{address} may not be listened on by this user; ports from 1024 on may. --urls names another."),
                SocketError.AddressNotAvailable => Finding.Fail("port", $"{address} is no address of this machine; --urls names another."),
                var other => Finding.Fail("port", $"{address} cannot be listened on ({other}); --urls names another."),
            };
    }

    /// <summary>Null when it can be listened on.</summary>
    private static SocketError? Bind(BindingAddress address)
    {
        try
        {
            using var listener = new TcpListener(Ip(address.Host), address.Port);
            listener.Start();
            return null;
        }
        catch (SocketException refused)
        {
            return refused.SocketErrorCode;
        }
    }

    /// <summary>As Kestrel reads it: what is neither an address nor localhost is every address.</summary>
    private static IPAddress Ip(string host) =>
        IPAddress.TryParse(host, out var ip) ? ip : host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback : IPAddress.Any;

    private static async Task<Finding> WhoAnswers(BindingAddress address, CancellationToken cancel)
    {
        using var server = new NearbyServer(address);
        return await server.Health(cancel) switch
        {
            null => Finding.Fail("port", $"{address} is taken by another program. Stop that one, or listen elsewhere with --urls."),
            ["ready"] => Finding.Ok("port", $"{address} is answered by Audiences, ready"),
            var reasons => Finding.Warn("port", $"{address} is answered by Audiences, not ready: {string.Join("; ", reasons)}"),
        };
    }
}
