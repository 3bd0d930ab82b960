using System.Net;
using System.Net.Sockets;

namespace Tests.Support.Tour;

/// <summary>Where a server listens that nobody told otherwise, as README and the container do not.</summary>
internal static class DefaultPort
{
    public const int Number = 5080;

    public static void Require()
    {
        try
        {
            using var free = new TcpListener(IPAddress.Loopback, Number);
            free.Start();
        }
        catch (SocketException)
        {
            Assert.Fail($"Another program has port {Number}, which README's tour and the container listen on: stop that one and run the test again.");
        }
    }
}
