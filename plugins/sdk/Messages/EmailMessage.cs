using System.Net.Mail;

namespace Audiences.Sdk;

/// <summary>An e-mail, still without its MIME form.</summary>
/// <param name="Text">Its plain text, which every e-mail has.</param>
public sealed record EmailMessage(string Id, MailAddress From, MailAddress To, string Subject, string Text) : Message(Id)
{
    /// <summary>The same as a page of HTML; null for text alone.</summary>
    public string? Html { get; init; }

    public MailAddress? ReplyTo { get; init; }

    /// <summary>An https address for <c>List-Unsubscribe</c>, one click (RFC 8058); null when the message needs none.</summary>
    public Uri? Unsubscribe { get; init; }
}
