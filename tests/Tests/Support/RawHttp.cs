using System.Net.Sockets;
using System.Text;

namespace Tests.Support;

/// <summary>Requests that no HTTP client would send.</summary>
internal static class RawHttp
{
    /// <summary>Sends the bytes, leaves its side open and answers the status the server gives; 0 if it only hangs up.</summary>
    public static async Task<int> Status(Uri server, string head, byte[]? body = null)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Host, server.Port, limit.Token);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.ReplaceLineEndings("\r\n")), limit.Token);
        await stream.WriteAsync(body ?? [], limit.Token);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var line = await reader.ReadLineAsync(limit.Token);
        return line is null ? 0 : int.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
