using System.Text;
using Audiences.Sdk;
using FsCheck;
using FsCheck.Fluent;
using Plugins.Email.Bounces;
using Tests.Support;

namespace Tests.Plugins.Email.Bounces;

/// <summary>Reports as OpenSMTPD writes them and as the RFCs show them.</summary>
public class BounceTests
{
    [Fact]
    public void A_report_of_OpenSMTPD_names_recipient_and_mail() => Assert.Equal(
        [new(BounceKind.Hard, "nobody@example.org", "5.0.0", null, "<m1@example.com>")], Read("opensmtpd.eml"));

    [Fact]
    public void Each_recipient_is_told_with_what_the_other_server_said() => Assert.Equal(
        [
            new(BounceKind.Soft, "louisl@larry.slip.umd.edu", "4.0.0", "426 connection timed out", "<m7@cs.utk.edu>"),
            new(BounceKind.Hard, "written@cs.utk.edu", "5.1.1", "550 5.1.1 <aliased@larry.slip.umd.edu>...  User unknown", "<m7@cs.utk.edu>"),
            new(BounceKind.Soft, "full@larry.slip.umd.edu", "5.2.2", null, "<m7@cs.utk.edu>"),
            new(BounceKind.Soft, "slow@larry.slip.umd.edu", "4.4.1", null, "<m7@cs.utk.edu>"),
        ],
        Read("rfc3464.eml"));

    [Fact]
    public void A_complaint_names_who_complained() => Assert.Equal(
        [new(BounceKind.Complaint, "user@example.com", null, "abuse", "8787KJKJ3K4J3K4J3K4J3.mail@example.net")], Read("rfc5965.eml"));

    [Fact]
    public void A_report_that_a_mail_is_no_spam_is_no_complaint() =>
        Assert.Empty(Of(Encoding.ASCII.GetBytes(Text("rfc5965.eml").Replace("Feedback-Type: abuse", "Feedback-Type: not-spam", StringComparison.Ordinal))));

    [Fact]
    public void A_report_in_Base64_is_read()
    {
        var text = Text("opensmtpd.eml");
        var report = text[text.IndexOf("Reporting-MTA", StringComparison.Ordinal)..text.IndexOf("\n--3473572709775384598/mail.example.com\nContent-Description: Message headers", StringComparison.Ordinal)];
        var packed = text.Replace("Content-Type: message/delivery-status\n\n" + report, $"Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n{Convert.ToBase64String(Encoding.ASCII.GetBytes(report))}", StringComparison.Ordinal);
        Assert.NotEqual(text, packed);
        Assert.Equal(Read("opensmtpd.eml"), Of(Encoding.ASCII.GetBytes(packed)));
    }

    [Theory]
    [InlineData("Subject: Out of office\nAuto-Submitted: auto-replied\n\nBack on Monday. Status: 5.1.1")]
    [InlineData("Subject: Re: Hello\n\nAction: failed\nFinal-Recipient: rfc822; ann@example.org")]
    [InlineData("")]
    [InlineData("\n")]
    public void What_is_no_report_says_nothing(string mail) => Assert.Empty(Of(Encoding.ASCII.GetBytes(mail)));

    [Fact]
    public void Whatever_comes_is_read_without_an_exception()
    {
        foreach (var file in new[] { "opensmtpd.eml", "rfc3464.eml", "rfc5965.eml" })
        {
            var bytes = Encoding.ASCII.GetBytes(Text(file));
            foreach (var (at, what, length) in Changes(bytes.Length).Sample(500)) Of([.. bytes[..at], .. what, .. bytes.Skip(at + length)]);
        }
        Of(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 10_000).Select(each => $"Content-Type: multipart/mixed; boundary=b\n\n--b\n"))));
    }

    private static Gen<(int At, byte[] What, int Length)> Changes(int most) =>
        from at in Gen.Choose(0, most - 1)
        from what in Gen.OneOf(
            Gen.Elements("", "\n", "\n\n", ":", ";", "--", "=", "\"", "boundary=", "Content-Transfer-Encoding: base64\n", "Action: failed\n").Select(Encoding.ASCII.GetBytes),
            Gen.Choose(0, 255).Select(each => (byte)each).ArrayOf())
        from length in Gen.Choose(0, 40)
        select (at, what, length);

    private static IReadOnlyList<Bounce> Of(ReadOnlySpan<byte> raw) => BounceMail.Read(MailPart.Read(raw));

    private static IReadOnlyList<Bounce> Read(string file) => Of(Encoding.ASCII.GetBytes(Text(file).Replace("\n", "\r\n", StringComparison.Ordinal)));

    private static string Text(string file) => File.ReadAllText(Path.Combine(Executable.Root, "tests/Tests/Plugins/Email/Bounces", file));
}
