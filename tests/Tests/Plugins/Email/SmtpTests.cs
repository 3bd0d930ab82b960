using Audiences.Sdk;
using Plugins.Email;
using Tests.Support;
using static Tests.Plugins.Email.MailServer;

namespace Tests.Plugins.Email;

/// <summary>The conversation with a server that others wrote.</summary>
public class SmtpTests
{
    [FactNeeding(Needs.NodeModules)]
    public async Task A_mail_goes_out_encrypted_and_signed_in()
    {
        await using var server = await StartAsync(new() { ["user"] = "ann", ["password"] = "s3cret ☃", ["methods"] = new[] { "PLAIN" } });
        await using var channel = Connect(server.Settings with { UserName = "ann", Password = new("s3cret ☃") });
        Assert.Equal(ConnectorHealth.Healthy, await channel.CheckAsync(default));
        var sent = await channel.SendAsync(Mail(), default);
        Assert.Equal("<m1@example.com>", sent.ProviderId);
        var got = await server.NextAsync();
        Assert.True(got.GetProperty("secure").GetBoolean());
        Assert.Equal("PLAIN", got.GetProperty("method").GetString());
        Assert.Equal("ann@example.com", got.GetProperty("from").GetString());
        Assert.Equal("zoe@example.org", got.GetProperty("to")[0].GetString());
    }

    [FactNeeding(Needs.NodeModules)]
    public async Task Signing_in_works_by_LOGIN_and_by_token_too()
    {
        foreach (var method in new[] { "LOGIN", "XOAUTH2" })
        {
            await using var server = await StartAsync(new() { ["user"] = "ann", ["password"] = "s3cret", ["methods"] = new[] { method } });
            var signIn = method == "LOGIN" ? SignIn.Password : SignIn.OAuthToken;
            await using var channel = Connect(server.Settings with { UserName = "ann", Password = new("s3cret"), SignIn = signIn });
            await channel.SendAsync(Mail(), default);
            Assert.Equal(method, (await server.NextAsync()).GetProperty("method").GetString());
            await using var stranger = Connect(server.Settings with { UserName = "ann", Password = new("wr0ng"), SignIn = signIn });
            await FailsAsync(stranger, ConnectorFailure.NeedsReconnect, "localhost does not let ann in: 535");
        }
    }

    [FactNeeding(Needs.NodeModules)]
    public async Task Tls_from_the_start_works_too()
    {
        await using var server = await StartAsync(new() { ["implicit"] = true });
        await using var channel = Connect(server.Settings with { Encryption = Encryption.Tls });
        await channel.SendAsync(Mail(), default);
        Assert.True((await server.NextAsync()).GetProperty("secure").GetBoolean());
    }

    [FactNeeding(Needs.NodeModules)]
    public async Task A_certificate_that_is_not_trusted_or_of_another_name_ends_it()
    {
        await using var server = await StartAsync();
        await using var stranger = Connect(server.Settings with { Authority = null });
        await FailsAsync(stranger, ConnectorFailure.Misconfigured, $"No encryption with localhost:{server.Port}: ");
        await using var other = await StartAsync(name: "mail.example.org");
        await using var misled = Connect(other.Settings);
        await FailsAsync(misled, ConnectorFailure.Misconfigured, $"No encryption with localhost:{other.Port}: ");
        await using var confused = Connect(server.Settings with { Authority = "none" });
        await FailsAsync(confused, ConnectorFailure.Misconfigured, "The certificate authority is no certificate in PEM form.");
    }

    [FactNeeding(Needs.NodeModules)]
    public async Task Nothing_is_sent_in_the_clear_unless_chosen_and_a_password_never()
    {
        await using var server = await StartAsync(new() { ["plain"] = true });
        await using var careful = Connect(server.Settings);
        await FailsAsync(careful, ConnectorFailure.Misconfigured, "localhost does not offer STARTTLS");
        await using var careless = Connect(server.Settings with { Encryption = Encryption.None, UserName = "ann", Password = new("s3cret") });
        await FailsAsync(careless, ConnectorFailure.Misconfigured, "A password is not sent unencrypted");
        await using var chosen = Connect(server.Settings with { Encryption = Encryption.None });
        await chosen.SendAsync(Mail(), default);
        Assert.False((await server.NextAsync()).GetProperty("secure").GetBoolean());
    }

    [FactNeeding(Needs.NodeModules)]
    public async Task What_the_server_refuses_says_whose_job_it_is()
    {
        await using var server = await StartAsync(new()
        {
            ["says"] = new Dictionary<string, string>
            {
                ["nobody"] = "550 5.1.1 No such user", ["shut"] = "550 5.2.1 Mailbox disabled", ["blocked"] = "550 5.7.1 Looks like spam", ["bare"] = "550 No",
                ["grey"] = "451 4.7.1 Later", ["quota"] = "550 5.4.5 Daily quota exceeded", ["far"] = "550 5.7.1 Relaying denied",
                ["data-large"] = "552 5.3.4 Too large", ["data-later"] = "452 4.3.1 Disk full", ["data-gone"] = "550 5.1.1 Gone",
            },
        });
        await using var channel = Connect(server.Settings);
        await RefusedAsync(channel, "nobody", "The mail server refused it: 550 5.1.1 No such user", suppress: true);
        await RefusedAsync(channel, "shut", "The mail server refused it: 550 5.2.1 Mailbox disabled", suppress: true);
        await RefusedAsync(channel, "blocked", "The mail server refused it: 550 5.7.1 Looks like spam", suppress: false);
        await RefusedAsync(channel, "bare", "The mail server refused it: 550 No", suppress: false);
        await RefusedAsync(channel, "large", "The mail server refused it: 552 5.3.4 Too large", suppress: false);
        await RefusedAsync(channel, "gone", "The mail server refused it: 550 5.1.1 Gone", suppress: true);
        await FailsAsync(channel, ConnectorFailure.Unavailable, "The mail server put it off: 451 4.7.1 Later", "grey@example.org");
        await FailsAsync(channel, ConnectorFailure.Unavailable, "The mail server put it off: 550 5.4.5 Daily quota exceeded", "quota@example.org");
        await FailsAsync(channel, ConnectorFailure.Unavailable, "The mail server put it off: 452 4.3.1 Disk full", "later@example.org");
        await FailsAsync(channel, ConnectorFailure.Misconfigured, "The mail server sends nothing for this connection: 550 5.7.1 Relaying denied", "far@example.org");
        Assert.NotNull((await channel.SendAsync(Mail(), default)).ProviderId);
    }

    [FactNeeding(Needs.NodeModules)]
    public async Task A_connection_is_used_again_and_its_death_is_no_mails()
    {
        await using var server = await StartAsync();
        await using var channel = Connect(server.Settings);
        await channel.SendAsync(Mail("m1"), default);
        await channel.SendAsync(Mail("m2"), default);
        var (first, second) = (await server.NextAsync(), await server.NextAsync());
        Assert.Equal(first.GetProperty("session").GetString(), second.GetProperty("session").GetString());
        await server.RestartAsync();
        Assert.NotNull((await channel.SendAsync(Mail("m3"), default)).ProviderId);
    }

    [FactNeeding(Needs.NodeModules)]
    public async Task Bounces_go_where_the_form_says()
    {
        await using var server = await StartAsync();
        await using var channel = Connect(server.Settings with { ReturnPath = "bounces+{id}@bücher.example" });
        await channel.SendAsync(Mail("m-7"), default);
        // Sent as xn--bcher-kva.example, which the server shows to people.
        Assert.Equal("bounces+m-7@bücher.example", (await server.NextAsync()).GetProperty("from").GetString());
        await using var wrong = Connect(server.Settings with { ReturnPath = "no address" });
        await FailsAsync(wrong, ConnectorFailure.Misconfigured, "Where bounces go is no e-mail address.");
    }

    [Fact]
    public async Task A_server_that_is_silent_or_none_ends_with_the_token_or_a_reason()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        await using var channel = Connect(new() { Server = "127.0.0.1", Port = port });
        using var cancel = new CancellationTokenSource();
        var silent = channel.SendAsync(Mail(), cancel.Token);
        using (var taken = await listener.AcceptTcpClientAsync())
        {
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => silent);
        }
        foreach (var (says, failure) in new[]
            {
                ("HTTP/1.1 400 Bad Request\r\n", "What answers is no SMTP server."), ("", "The server hung up."),
                (new string('2', 9_000), "The server's answer has a line without end."), (string.Concat(Enumerable.Repeat("220-hello\r\n", 200)), "The server's answer does not end."),
            })
        {
            var sending = FailsAsync(channel, ConnectorFailure.Unavailable, $"127.0.0.1:{port}: {failure}");
            using var taken = await listener.AcceptTcpClientAsync();
            await taken.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(says));
            taken.Client.Shutdown(System.Net.Sockets.SocketShutdown.Send);
            await sending;
        }
        listener.Stop();
        await FailsAsync(channel, ConnectorFailure.Unavailable, $"127.0.0.1:{port}: Connection refused");
    }

    [Fact]
    public async Task What_is_said_in_the_clear_after_STARTTLS_is_not_taken_for_encrypted()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        await using var channel = Connect(new() { Server = "127.0.0.1", Port = port });
        var sending = FailsAsync(channel, ConnectorFailure.Unavailable, $"127.0.0.1:{port}: The server spoke between STARTTLS and TLS.");
        using var taken = await listener.AcceptTcpClientAsync();
        using var reader = new StreamReader(taken.GetStream());
        foreach (var says in new[] { "220 hello\r\n", "250-me\r\n250 STARTTLS\r\n", "220 go\r\n250 STARTTLS\r\n" })
        {
            await taken.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(says));
            if (!says.StartsWith("220 go", StringComparison.Ordinal)) await reader.ReadLineAsync();
        }
        await sending;
    }

    private static EmailChannel Connect(EmailSettings settings) => new(settings, TimeProvider.System);

    private static async Task RefusedAsync(EmailChannel channel, string name, string reason, bool suppress)
    {
        var refused = await channel.SendAsync(Mail(to: $"{name}@example.org"), default);
        Assert.Equal((reason, suppress), (refused.Refusal, refused.Suppress));
    }

    private static async Task FailsAsync(EmailChannel channel, ConnectorFailure failure, string message, string to = "zoe@example.org")
    {
        var thrown = await Assert.ThrowsAsync<ConnectorException>(() => channel.SendAsync(Mail(to: to), default));
        Assert.Equal(failure, thrown.Failure);
        Assert.StartsWith(message, thrown.Message, StringComparison.Ordinal);
    }
}
