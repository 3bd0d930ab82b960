using System.Globalization;
using System.Net.Mail;
using Audiences.Sdk;

namespace Plugins.Email.Bounces;

/// <summary>A mail that a person wrote, as its headers say.</summary>
internal static class ReplyMail
{
    private const int LongestId = 255;

    /// <summary>Null for what a machine wrote (RFC 3834), or what cannot be read.</summary>
    public static MailReply? Of(MailPart mail)
    {
        if (IsAutomatic(mail) || Addresses(mail.Header("From")) is not [var from] || mail.Header("Message-ID")?.Trim() is not { Length: > 0 and <= LongestId } id) return null;
        return new(id, from, Date(mail.Header("Date")));
    }

    private static bool IsAutomatic(MailPart mail) =>
        mail.Header("Auto-Submitted") is { } automatic && !automatic.StartsWith("no", StringComparison.OrdinalIgnoreCase)
        || mail.Header("Return-Path")?.Trim() == "<>" || mail.Header("List-Id") is not null
        || mail.Header("Precedence")?.Trim().ToLowerInvariant() is "bulk" or "junk" or "list" or "auto_reply";

    private static IReadOnlyList<string> Addresses(string? header)
    {
        if (string.IsNullOrWhiteSpace(header)) return [];
        try
        {
            var read = new MailAddressCollection { header };
            return [.. read.Select(address => address.Address)];
        }
        catch (FormatException)
        {
            return [];
        }
    }

    // A comment may follow, as in "+0100 (CET)".
    private static DateTimeOffset? Date(string? header) =>
        DateTimeOffset.TryParse(header?.Split('(')[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;
}
