using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Plugins.Email;
using Tests.Support;

namespace Tests.Plugins.Email;

/// <summary>Debian's OpenSMTPD, which takes every mail and hands it on to another server. It runs as root, as it does anywhere.</summary>
internal sealed class MailRelay : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Process _process;
    private readonly ServerOutput _output = new();

    private MailRelay(int port, int next)
    {
        Port = port;
        File.WriteAllText(_folder.File("smtpd.conf"), $"""
            listen on 127.0.0.1 port {port} hostname mail.example.com
            action "on" relay host smtp://127.0.0.1:{next}
            match from any for any action "on"

            """);
        string[] words = ["smtpd", "-d", "-f", _folder.File("smtpd.conf")];
        if (Environment.UserName != "root") words = ["sudo", "-n", "timeout", "120", .. words];
        var info = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment["PATH"] = $"{info.Environment["PATH"]}:/usr/sbin";
        if (words[0] == "smtpd") info.FileName = "/usr/sbin/smtpd";
        _process = Process.Start(info)!;
        _output.Attach(_process);
    }

    public int Port { get; }

    public EmailSettings Settings => new() { Server = "127.0.0.1", Port = Port, Encryption = Encryption.None, ReturnPath = "bounces+{id}@example.com" };

    public static async Task<MailRelay> StartAsync(int next)
    {
        var relay = new MailRelay(FreePort(), next);
        await using var channel = new EmailChannel(relay.Settings, TimeProvider.System);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await channel.CheckAsync(limit.Token) is { Failure: not null } failing)
        {
            if (relay._process.HasExited || limit.IsCancellationRequested) throw new TimeoutException($"OpenSMTPD does not answer ({failing.Detail}):\n{relay._output}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), CancellationToken.None);
        }
        return relay;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
