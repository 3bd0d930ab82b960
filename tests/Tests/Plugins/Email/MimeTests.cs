using System.Globalization;
using System.Net.Mail;
using System.Text;
using System.Text.Json;
using Audiences.Sdk;
using FsCheck;
using FsCheck.Fluent;
using Plugins.Email;
using Plugins.Email.Mime;
using Tests.Support;

namespace Tests.Plugins.Email;

/// <summary>What two parsers of others (mailparser, postal-mime) read in mails that came through a server of others.</summary>
public class MimeTests
{
    private static readonly int Seed = Environment.GetEnvironmentVariable("MAIL_SEED") is { Length: > 0 } seed ? int.Parse(seed, CultureInfo.InvariantCulture) : Random.Shared.Next();

    [FactNeeding(Needs.NodeModules)]
    public async Task Any_mail_is_read_as_it_was_written()
    {
        await using var server = await MailServer.StartAsync();
        await using var channel = new EmailChannel(server.Settings, new HandClock("2026-02-03T04:05:06Z"));
        foreach (var message in GeneratedMail.Any.Sample(200, new Rnd((ulong)Seed), 30))
        {
            Assert.Equal(MimeMessage.MessageId(message), (await channel.SendAsync(message, default)).ProviderId);
            var got = await server.NextAsync();
            try
            {
                KeepsToItsForm(Convert.FromBase64String(got.GetProperty("raw").GetString()!));
                foreach (var parsed in got.GetProperty("parsed").EnumerateArray()) IsRead(message, parsed);
                Assert.Equal("List-Unsubscribe: <https://example.com/out?who=zoe&x=%3C1%3E>", Unfolded(got.GetProperty("lists").GetProperty("list-unsubscribe")));
                Assert.Equal("List-Unsubscribe-Post: List-Unsubscribe=One-Click", Unfolded(got.GetProperty("lists").GetProperty("list-unsubscribe-post")));
            }
            catch (Exception wrong)
            {
                throw new InvalidOperationException($"MAIL_SEED={Seed}: {JsonSerializer.Serialize(message with { From = null!, To = null!, ReplyTo = null })}\n{wrong.Message}\n{got}", wrong);
            }
        }
    }

    [Theory]
    [InlineData("Hello\r\nBcc: all@example.org")]
    [InlineData("Hello\n there")]
    [InlineData("Hello\0")]
    [InlineData("Hello\u0085")]
    public void A_subject_that_would_begin_another_header_is_refused(string subject) =>
        Assert.Equal("The subject has a line break or another control character.", MimeMessage.Objection(MailServer.Mail() with { Subject = subject }));

    [Fact]
    public void What_cannot_be_written_is_refused_with_a_reason()
    {
        var mail = MailServer.Mail();
        Assert.Null(MimeMessage.Objection(mail));
        Assert.Equal("The message's id is not 1 to 64 letters, digits, - and _.", MimeMessage.Objection(mail with { Id = "a@b>\r\nX: y" }));
        Assert.Equal("The address to unsubscribe is not https.", MimeMessage.Objection(mail with { Unsubscribe = new("http://example.com/") }));
        Assert.Equal("The address to unsubscribe is longer than a line may be (998).", MimeMessage.Objection(mail with { Unsubscribe = new($"https://example.com/{new string('x', 1_000)}") }));
        Assert.Equal("The recipient is longer than 320 characters.", MimeMessage.Objection(mail with { To = new($"{new string('x', 320)}@example.org") }));
        Assert.Null(MimeMessage.Objection(mail with { Unsubscribe = new($"https://example.com/{new string('x', 970)}") }));
    }

    [Theory]
    [InlineData("zoe@Bücher.example", "zoe@xn--bcher-kva.example")]
    [InlineData("zoe@日本.example", "zoe@xn--wgv71a.example")]
    [InlineData("zoe@Example.ORG", "zoe@Example.ORG")]
    [InlineData("zoë@example.org", "zoë@example.org")]
    public void A_domain_goes_out_in_ascii(string address, string sent) => Assert.Equal(sent, MailAddressForm.Of(new(address)));

    [FactNeeding(Needs.NodeModules)]
    public async Task An_address_beyond_ascii_is_sent_to_where_it_is_understood()
    {
        await using var server = await MailServer.StartAsync();
        await using var channel = new EmailChannel(server.Settings, TimeProvider.System);
        await channel.SendAsync(MailServer.Mail(to: "zoë@bücher.example"), default);
        var got = await server.NextAsync();
        Assert.Equal("zoë@bücher.example", got.GetProperty("to")[0].GetString());
        Assert.Contains("To: <zoë@xn--bcher-kva.example>\r\n", Encoding.UTF8.GetString(Convert.FromBase64String(got.GetProperty("raw").GetString()!)), StringComparison.Ordinal);
    }

    private static void IsRead(EmailMessage message, JsonElement parsed)
    {
        Assert.Equal(message.Subject, parsed.GetProperty("subject").GetString());
        Same(message.From, parsed.GetProperty("from"));
        Same(message.To, parsed.GetProperty("to"));
        if (message.ReplyTo is { } reply) Same(reply, parsed.GetProperty("reply"));
        Assert.Equal(MimeMessage.MessageId(message), parsed.GetProperty("id").GetString());
        Assert.Equal(new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero), parsed.GetProperty("date").GetDateTimeOffset());
        // A part that is the whole mail ends with a line break; parsers differ in which of them they show.
        Assert.Equal(message.Text.TrimEnd('\n'), parsed.GetProperty("text").GetString()!.Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd('\n'));
        Assert.Equal(message.Html, parsed.GetProperty("html").GetString()?.Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd('\n'));
    }

    private static void Same(MailAddress sent, JsonElement read)
    {
        Assert.Equal(sent.DisplayName, read.GetProperty("name").GetString());
        Assert.Contains(read.GetProperty("address").GetString(), new[] { MailAddressForm.Of(sent), $"{sent.User}@{new IdnMapping().GetUnicode(MailAddressForm.Domain(sent))}" });
    }

    /// <summary>ASCII, lines of at most 78 characters but for one word that is longer, and no line break but CRLF.</summary>
    private static void KeepsToItsForm(byte[] raw)
    {
        var text = Encoding.Latin1.GetString(raw);
        Assert.DoesNotContain(text, each => each > '~' || (each < ' ' && each is not ('\r' or '\n' or '\t')));
        Assert.DoesNotContain("\n", text.Replace("\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.All(text.Split("\r\n"), line => Assert.True(line.Length <= 78 || line.TrimStart().IndexOf(' ', StringComparison.Ordinal) < 0, line));
    }

    private static string Unfolded(JsonElement line) => line.GetString()!.Replace("\r\n", "", StringComparison.Ordinal);
}
