using System.Net;
using System.Text;
using System.Text.Json;
using Tests.Plugins.Email;
using Tests.Support;

namespace Tests.Sharing;

/// <summary>Mails by the real e-mail connector to npm's smtp-server, with what comes back of them.</summary>
public sealed class MessageTests
{
    private static readonly (string, string)[] Https = [("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "audiences.example")];

    [FactNeeding(Needs.NodeModules)]
    public async Task Who_has_subscribed_gets_a_mail_and_leaves_with_one_click()
    {
        await using var mails = await MailServer.StartAsync(new() { ["plain"] = true });
        await using var world = await World.Start(mails.Port);
        var zoe = await world.Contact("zoe", """, "subscribed": true, "firstName": "Zoë" """);

        var sent = (await world.Send("externalId:zoe", """, "html": "<p>Hello Zoë</p>" """)).Is(HttpStatusCode.OK);
        Assert.Equal(("sent", zoe), (sent.GetProperty("status").GetString(), sent.GetProperty("contactId").GetString()));
        var mail = await mails.NextAsync();
        Assert.Equal("zoe@example.org", mail.GetProperty("parsed")[0].GetProperty("to").GetProperty("address").GetString());
        Assert.Equal(sent.GetProperty("providerId").GetString(), mail.GetProperty("parsed")[1].GetProperty("id").GetString());
        Assert.Contains("One-Click", mail.GetProperty("lists").GetProperty("list-unsubscribe-post").GetString(), StringComparison.Ordinal);
        var link = LinkIn(mail);
        Assert.StartsWith("https://audiences.example/v1/unsubscribe/", link, StringComparison.Ordinal);

        var path = new Uri(link).AbsolutePath;
        Assert.Contains("<form", (await world.Page(HttpMethod.Get, path)).Body, StringComparison.Ordinal);
        Assert.True(await world.IsSubscribed(zoe), "A program that followed the link has unsubscribed her.");
        Assert.Equal(HttpStatusCode.NotFound, (await world.Page(HttpMethod.Post, path[..^3] + "xyz")).Status);
        Assert.True(await world.IsSubscribed(zoe));
        for (var click = 0; click < 2; click++) Assert.Equal(HttpStatusCode.OK, (await world.Page(HttpMethod.Post, path)).Status);
        Assert.False(await world.IsSubscribed(zoe));

        foreach (var transactional in new[] { "false", "true" })
            (await world.Send(zoe, $$""", "transactional": {{transactional}} """)).Refused(HttpStatusCode.Conflict, "not-subscribed");
        await world.Server.Send(HttpMethod.Delete, $"/v1/contacts/{zoe}");
        Assert.Equal(HttpStatusCode.OK, (await world.Page(HttpMethod.Post, path)).Status);
    }

    [FactNeeding(Needs.NodeModules)]
    public async Task Who_is_not_known_to_have_subscribed_gets_only_what_concerns_his_own_deeds()
    {
        await using var mails = await MailServer.StartAsync(new() { ["plain"] = true });
        await using var world = await World.Start(mails.Port);
        var ann = await world.Contact("ann");
        (await world.Send(ann)).Refused(HttpStatusCode.Conflict, "not-subscribed");
        var once = (await world.Send(ann, """, "transactional": true """, ("Idempotency-Key", "receipt-1"))).Is(HttpStatusCode.OK);
        Assert.Equal(JsonValueKind.Object, (await mails.NextAsync()).GetProperty("lists").ValueKind);
        Assert.StartsWith(ann, once.GetProperty("id").GetString(), StringComparison.Ordinal);
        await world.Contact("bob", """, "subscribed": true """);
        (await world.Send("externalId:bob", headers: null)).Refused(HttpStatusCode.UnprocessableEntity, "not-https");
        (await world.Send("externalId:bob", headers: [("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "a b")])).Refused(HttpStatusCode.UnprocessableEntity, "invalid");
        (await world.Send("externalId:nobody")).Refused(HttpStatusCode.NotFound, "unknown-contact");
        (await world.Send(ann, """, "transactional": true, "replyTo": "not an address" """)).Refused(HttpStatusCode.UnprocessableEntity, "invalid");
    }

    [FactNeeding(Needs.MailRelay)]
    public async Task Whom_OpenSMTPD_cannot_reach_is_unsubscribed_by_its_report()
    {
        await using var target = await MailServer.StartAsync(new() { ["plain"] = true, ["says"] = new Dictionary<string, string> { ["nobody"] = "550 5.1.1 No such user" } });
        await using var relay = await MailRelay.StartAsync(target.Port);
        await using var world = await World.Start(relay.Port);
        var nobody = await world.Contact("nobody", """, "subscribed": true """);
        (await world.Send(nobody)).Is(HttpStatusCode.OK);
        var report = Convert.FromBase64String((await target.NextAsync()).GetProperty("raw").GetString()!);

        var taken = (await world.TakeMail(report)).GetProperty("bounces")[0];

        Assert.Equal(("hard", nobody, true), (taken.GetProperty("kind").GetString(), taken.GetProperty("contactId").GetString(), taken.GetProperty("unsubscribed").GetBoolean()));
        var consent = (await world.Get($"/v1/contacts/{nobody}")).GetProperty("consent").GetProperty("email");
        Assert.Equal(("unsubscribed", true), (consent.GetProperty("state").GetString(), consent.GetProperty("why").GetString()!.StartsWith("bounced", StringComparison.Ordinal)));
        // He has another address by now, so what came back says nothing of it.
        await world.Server.Send(HttpMethod.Patch, $"/v1/contacts/{nobody}", """{ "emails": [ { "value": "new@example.org" } ], "subscribed": true }""");
        Assert.Equal(JsonValueKind.Null, (await world.TakeMail(report)).GetProperty("bounces")[0].GetProperty("contactId").ValueKind);
        Assert.True(await world.IsSubscribed(nobody));
    }

    [FactNeeding(Needs.NodeModules)]
    public async Task What_comes_back_is_a_bounce_a_complaint_a_reply_or_nothing()
    {
        await using var mails = await MailServer.StartAsync(new() { ["plain"] = true });
        await using var world = await World.Start(mails.Port);
        var ann = await world.Contact("ann", """, "subscribed": true """);
        var ours = (await world.Send(ann)).Is(HttpStatusCode.OK).GetProperty("id").GetString()!;
        foreach (var status in new[] { "4.4.1", "5.7.1", "5.2.2" })
            Assert.Equal(("soft", ann, false), await world.Bounce(Report(ours, status)));
        // Anybody can write these.
        foreach (var forged in new[] { null, $"{ann}-0123456789abcdef01234567", $"{ann}-{new string('0', 28)}", ours[..^1] + (ours[^1] == '0' ? '1' : '0') })
            Assert.Equal(("hard", ann, false), await world.Bounce(Report(forged, "5.1.1")));
        Assert.True(await world.IsSubscribed(ann));
        // By the return path alone: the report does not hold the mail.
        Assert.Equal(("hard", ann, true), await world.Bounce(Report(null, "5.1.1", $"To: bounces+{ours}@example.com\r\n")));
        Assert.False(await world.IsSubscribed(ann));

        var bob = await world.Contact("bob", """, "subscribed": true """);
        var his = (await world.Send(bob)).Is(HttpStatusCode.OK).GetProperty("id").GetString();
        // Who forwards complaints often hides the recipient.
        Assert.Equal(("complaint", bob, true), await world.Bounce(Encoding.ASCII.GetBytes(
            "Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nOriginal-Rcpt-To: redacted@isp.example\r\n\r\n"
            + $"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <{his}@example.com>\r\n\r\nHello\r\n--b--\r\n")));
        Assert.Equal("complained", (await world.Get($"/v1/contacts/{bob}")).GetProperty("consent").GetProperty("email").GetProperty("why").GetString());
    }

    [Fact]
    public async Task A_reply_is_a_conversation_with_who_wrote_it_and_what_a_machine_writes_is_nothing()
    {
        await using var world = await World.Start(1);
        var reply = await world.TakeMail("From: Bea <bea@example.org>\r\nTo: office@example.com\r\nCc: cid@example.org\r\nMessage-ID: <r1@example.org>\r\nDate: Mon, 02 Mar 0001 09:00:00 +0100 (CET)\r\nSubject: Re: Hello\r\n\r\nYes!"u8.ToArray());
        Assert.Equal("direct", Assert.Single(reply.GetProperty("reply").GetProperty("contacts").EnumerateArray().ToArray()).GetProperty("as").GetString());
        Assert.Equal("conversation", (await world.Get("/v1/contacts/email:bea@example.org")).GetProperty("origin").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await world.Server.Send(HttpMethod.Get, "/v1/contacts/email:office@example.com")).Status);
        foreach (var machine in new[] { "Auto-Submitted: auto-replied", "Precedence: bulk", "Return-Path: <>" })
            Assert.Equal(JsonValueKind.Null, (await world.TakeMail(Encoding.ASCII.GetBytes($"From: dan@example.org\r\nMessage-ID: <m@x>\r\n{machine}\r\n\r\nAway."))).GetProperty("reply").ValueKind);
        Assert.Equal(JsonValueKind.Null, (await world.TakeMail("nonsense"u8.ToArray())).GetProperty("reply").ValueKind);
    }

    private static byte[] Report(string? messageId, string status, string headers = "") => Encoding.ASCII.GetBytes(
        $"{headers}Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n"
        + $"Final-Recipient: rfc822; ann@example.org\r\nAction: failed\r\nStatus: {status}\r\n\r\n"
        + (messageId is null ? "" : $"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <{messageId}@example.com>\r\n\r\nHello\r\n") + "--b--\r\n");

    private static string LinkIn(JsonElement mail)
    {
        var header = mail.GetProperty("lists").GetProperty("list-unsubscribe").GetString()!;
        return header[(header.IndexOf('<', StringComparison.Ordinal) + 1)..header.IndexOf('>', StringComparison.Ordinal)];
    }

    /// <summary>A server with the e-mail connector and a connection by it.</summary>
    private sealed class World(RunningServer server, ShippedPlugins plugins, string connection) : IAsyncDisposable
    {
        public RunningServer Server => server;

        public static async Task<World> Start(int port)
        {
            var plugins = ShippedPlugins.Email();
            var server = await RunningServer.Start(args: plugins.Args);
            var (status, made, _) = await server.Send(
                HttpMethod.Post, "/v1/connectors", $$$"""{"connector":"email","name":"Mail","settings":{"server":"127.0.0.1","port":{{{port}}},"encryption":"None","returnPath":"bounces+{id}@example.com"}}""");
            Assert.True(status == HttpStatusCode.Created, made.GetRawText());
            return new(server, plugins, made.GetProperty("id").GetString()!);
        }

        public async Task<JsonElement> Get(string path) => (await server.Send(HttpMethod.Get, path)).Body;

        public async Task<string> Contact(string name, string more = "") => (await server.Send(
            HttpMethod.Post, "/v1/contacts", $$"""{"externalId":"{{name}}","email":"{{name}}@example.org"{{more}}}""")).Body.GetProperty("id").GetString()!;

        public async Task<bool> IsSubscribed(string contact) => (await Get($"/v1/contacts/{contact}")).GetProperty("subscribed").ValueKind == JsonValueKind.True;

        public async Task<Answered> Send(string contact, string more = "", params (string, string)[]? headers)
        {
            var body = $$"""{"connection":"{{connection}}","contact":"{{contact}}","from":"Office <office@example.com>","subject":"Grüße","text":"Hello"{{more}}}""";
            var (status, answer, _) = await server.Send(HttpMethod.Post, "/v1/messages", body, headers is null ? [] : headers.Any(header => header.Item1 == "X-Forwarded-Host") ? headers : [.. Https, .. headers]);
            return new(status, answer);
        }

        public async Task<(string? Kind, string? Contact, bool Unsubscribed)> Bounce(byte[] mail)
        {
            var taken = Assert.Single((await TakeMail(mail)).GetProperty("bounces").EnumerateArray().ToArray());
            return (taken.GetProperty("kind").GetString(), taken.GetProperty("contactId").GetString(), taken.GetProperty("unsubscribed").GetBoolean());
        }

        public async Task<JsonElement> TakeMail(byte[] mail)
        {
            using var answer = await server.Client.PostAsync(new Uri($"/v1/connectors/{connection}/mail", UriKind.Relative), new ByteArrayContent(mail));
            var body = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode, body);
            return JsonDocument.Parse(body).RootElement;
        }

        /// <summary>As somebody's browser or mail program asks for it: without a key.</summary>
        public async Task<(HttpStatusCode Status, string Body)> Page(HttpMethod method, string path)
        {
            using var anybody = new HttpClient { BaseAddress = server.Client.BaseAddress };
            using var request = new HttpRequestMessage(method, path);
            if (method == HttpMethod.Post) request.Content = new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]);
            using var answer = await anybody.SendAsync(request);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }

        public async ValueTask DisposeAsync()
        {
            await server.DisposeAsync();
            plugins.Dispose();
        }
    }

    private sealed record Answered(HttpStatusCode Status, JsonElement Body)
    {
        public JsonElement Is(HttpStatusCode expected)
        {
            Assert.True(Status == expected, Body.GetRawText());
            return Body;
        }

        public void Refused(HttpStatusCode expected, string type)
        {
            Is(expected);
            Assert.EndsWith(type, Body.GetProperty("type").GetString(), StringComparison.Ordinal);
        }
    }
}
