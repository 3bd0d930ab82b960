using System.Text.Json;
using Audiences.Sdk;
using Plugins.Email;
using Tests.Support;

namespace Tests.Plugins.Email;

/// <summary>npm's smtp-server with a certificate for localhost, and what two parsers read in the mails that it got.</summary>
internal sealed class MailServer(NodeServer node, TempFolder folder, string authority) : IAsyncDisposable
{
    public int Port => node.Port;

    /// <summary>As a customer would fill the form in.</summary>
    public EmailSettings Settings => new() { Server = "localhost", Port = Port, Authority = authority };

    public static async Task<MailServer> StartAsync(Dictionary<string, object>? options = null, string name = "localhost")
    {
        var folder = new TempFolder();
        var authority = Certificates.Write(name, folder.File("key"), folder.File("cert"));
        var given = new Dictionary<string, object>(options ?? []) { ["key"] = folder.File("key"), ["cert"] = folder.File("cert") };
        return new(await NodeServer.StartAsync("smtp.mjs", given), folder, authority);
    }

    public Task<JsonElement> NextAsync() => node.NextAsync();

    /// <summary>Ends, as a mail server does for an update, and comes back on the same port.</summary>
    public async Task RestartAsync()
    {
        var port = Port;
        await node.DisposeAsync();
        node = await NodeServer.StartAsync("smtp.mjs", new { port, key = folder.File("key"), cert = folder.File("cert") });
    }

    public static EmailMessage Mail(string id = "m1", string to = "zoe@example.org") =>
        new(id, new("ann@example.com", "Ann"), new(to), "Hello", "A text.");

    public async ValueTask DisposeAsync()
    {
        await node.DisposeAsync();
        folder.Dispose();
    }
}
