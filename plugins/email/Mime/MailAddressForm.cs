using System.Globalization;
using System.Net.Mail;
using System.Text;
using Audiences.Sdk;

namespace Plugins.Email.Mime;

/// <summary>An address as it goes over the wire: the domain in ASCII.</summary>
internal static class MailAddressForm
{
    public static string Of(MailAddress address) => $"{address.User}@{Domain(address)}";

    public static string Domain(MailAddress address) =>
        Ascii.IsValid(address.Host) ? address.Host : new IdnMapping().GetAscii(address.Host.Normalize(NormalizationForm.FormC).ToLowerInvariant());

    public static bool NeedsUtf8(EmailMessage message) =>
        new[] { message.From, message.To, message.ReplyTo }.Any(address => address is not null && !Ascii.IsValid(address.User));

    /// <summary>Why it cannot be written; null when it can.</summary>
    public static string? Objection(MailAddress address)
    {
        if (address.Address.Any(each => char.IsControl(each) || each is '<' or '>' or ' ')) return "has a blank, a bracket or a control character in its address.";
        if (address.DisplayName.Any(char.IsControl)) return "has a line break or another control character in its name.";
        try
        {
            return Of(address).Length <= 320 ? null : "is longer than 320 characters.";
        }
        catch (ArgumentException)
        {
            return "has a domain that is none.";
        }
    }
}
