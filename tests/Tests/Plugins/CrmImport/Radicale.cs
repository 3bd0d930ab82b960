using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Plugins.CrmImport.CardDav;
using Tests.Support;

namespace Tests.Plugins.CrmImport;

/// <summary>Debian's radicale with one user, and what he does with another program.</summary>
internal sealed class Radicale : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Process _process;
    private readonly ServerOutput _output = new();
    // A connection for each: radicale closes them, which HttpClient sees too late.
    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero });
    private readonly Uri _server;

    private Radicale()
    {
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            _server = new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        }
        File.WriteAllText(_folder.File("users"), "ann:s3cret");
        File.WriteAllText(_folder.File("config"), $"""
            [server]
            hosts = 127.0.0.1:{_server.Port}
            [auth]
            type = htpasswd
            htpasswd_filename = {_folder.File("users")}
            htpasswd_encryption = plain
            delay = 0
            [storage]
            filesystem_folder = {_folder.File("books")}

            """);
        _process = Process.Start(new ProcessStartInfo("radicale", ["--config", _folder.File("config")]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _output.Attach(_process);
        _http.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String("ann:s3cret"u8));
    }

    public CardDavSettings Settings => new() { Address = new(_server, "ann/friends/"), UserName = "ann", Password = new("s3cret") };

    public CardDavSettings WholeServer => Settings with { Address = _server };

    public static async Task<Radicale> StartAsync()
    {
        var radicale = new Radicale();
        for (var until = DateTime.UtcNow.AddSeconds(30); ; await Task.Delay(TimeSpan.FromMilliseconds(100)))
        {
            try
            {
                await radicale.MakeBookAsync("friends");
                return radicale;
            }
            catch (HttpRequestException) when (!radicale._process.HasExited && DateTime.UtcNow < until)
            {
                // It does not listen yet.
            }
            catch (HttpRequestException silent)
            {
                throw new TimeoutException($"radicale does not answer:\n{radicale._output}", silent);
            }
        }
    }

    public Task MakeBookAsync(string name) => DoAsync("MKCOL", $"ann/{name}/", """
        <mkcol xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"><set><prop><resourcetype><collection/><C:addressbook/></resourcetype></prop></set></mkcol>
        """);

    public Task PutAsync(string card, string name, params string[] lines) => DoAsync(
        "PUT", $"ann/friends/{Uri.EscapeDataString(card)}", $"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{Uri.EscapeDataString(card)}\r\nFN:{name}\r\nN:{name};;;;\r\n{string.Concat(lines.Select(line => $"{line}\r\n"))}END:VCARD\r\n");

    public Task DeleteAsync(string card) => DoAsync("DELETE", $"ann/friends/{Uri.EscapeDataString(card)}", null);

    /// <summary>What it keeps of past states is gone, as it is after a month.</summary>
    public void Forget() => Directory.Delete(Directory.EnumerateDirectories(_folder.File("books"), "sync-token", SearchOption.AllDirectories).Single(), recursive: true);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }

    private async Task DoAsync(string method, string path, string? content)
    {
        using var request = new HttpRequestMessage(new(method), new Uri(_server, path)) { Content = content is null ? null : new StringContent(content, Encoding.UTF8, method == "PUT" ? "text/vcard" : "application/xml") };
        using var answer = await _http.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {(int)answer.StatusCode}\n{_output}");
    }
}
