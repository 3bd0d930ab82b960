using System.Globalization;
using System.Text;
using Audiences.Sdk;

namespace Plugins.Email.Mime;

/// <summary>An e-mail in its form for the wire (RFC 5322, 2045 to 2047, 2369, 8058).</summary>
internal static class MimeMessage
{
    private const int LongestLine = 998;

    /// <summary>Why it cannot be sent, which is no server's decision; null when it can.</summary>
    public static string? Objection(EmailMessage message)
    {
        if (message.Id.Length is 0 or > 64 || !message.Id.All(each => char.IsAsciiLetterOrDigit(each) || each is '-' or '_')) return "The message's id is not 1 to 64 letters, digits, - and _.";
        if (message.Subject.Any(each => char.IsControl(each))) return "The subject has a line break or another control character.";
        foreach (var (role, address) in new[] { ("sender", message.From), ("recipient", message.To), ("address for replies", message.ReplyTo) })
            if (address is not null && MailAddressForm.Objection(address) is { } objection) return $"The {role} {objection}";
        if (message.Unsubscribe is not { } unsubscribe) return null;
        if (!unsubscribe.IsAbsoluteUri || unsubscribe.Scheme != Uri.UriSchemeHttps) return "The address to unsubscribe is not https.";
        return unsubscribe.AbsoluteUri.Length + 3 <= LongestLine ? null : $"The address to unsubscribe is longer than a line may be ({LongestLine}).";
    }

    /// <summary>Made of the message's id, so that a mail that comes twice is seen to be one.</summary>
    public static string MessageId(EmailMessage message) => $"<{message.Id}@{MailAddressForm.Domain(message.From)}>";

    public static byte[] Write(EmailMessage message, DateTimeOffset now)
    {
        var written = new StringBuilder();
        written.Append(HeaderText.Address("From", message.From)).Append(HeaderText.Address("To", message.To));
        if (message.ReplyTo is { } reply) written.Append(HeaderText.Address("Reply-To", reply));
        written.Append(HeaderText.Unstructured("Subject", message.Subject));
        written.Append(CultureInfo.InvariantCulture, $"Date: {now.UtcDateTime:ddd, dd MMM yyyy HH:mm:ss} +0000\r\n");
        written.Append(HeaderText.Folded("Message-ID:", [MessageId(message)]));
        if (message.Unsubscribe is { } unsubscribe)
        {
            written.Append("List-Unsubscribe:\r\n <").Append(unsubscribe.AbsoluteUri).Append(">\r\n");
            written.Append("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
        }
        written.Append("MIME-Version: 1.0\r\n");
        written.Append(message.Html is { } html ? Alternative(message, html) : BodyText.Part("text/plain", message.Text));
        return Encoding.UTF8.GetBytes(written.ToString());
    }

    // "=_" is in no text that is quoted-printable or Base64, so the boundary is in none of the parts.
    private static string Alternative(EmailMessage message, string html) =>
        $"Content-Type: multipart/alternative;\r\n boundary=\"=_{message.Id}\"\r\n\r\n--=_{message.Id}\r\n{BodyText.Part("text/plain", message.Text)}"
        + $"--=_{message.Id}\r\n{BodyText.Part("text/html", html)}--=_{message.Id}--\r\n";
}
