using System.Net.Mail;
using Audiences.Sdk;
using Contracts;

namespace Sharing;

/// <summary>Makes what an admin has written into a mail to one contact.</summary>
internal sealed class OutgoingEmail(UnsubscribeToken tokens, MessageIds ids)
{
    /// <exception cref="Refusal">422.</exception>
    public EmailMessage Of(SendEmail request, ContactView contact)
    {
        var id = Guid.Parse(contact.Id);
        if (request is { Transactional: false, Unsubscribe: null })
            throw Refusal.Invalid("transactional", "Recipients must be able to unsubscribe: call the server by its https address (or X-Forwarded-Proto and -Host), or say that the mail is transactional.", "not-https");
        var link = request.Transactional ? null : Link(request.Unsubscribe!, tokens.For(request.Principal, id));
        return new(
            ids.For(id, request.Connection, request.Once), Address("from", request.From), Address("contact", contact.Emails[0].Value), request.Subject, request.Text)
        {
            Html = request.Html, ReplyTo = request.ReplyTo is { } reply ? Address("replyTo", reply) : null, Unsubscribe = link,
        };
    }

    private static Uri Link(string template, string token) =>
        Uri.TryCreate(template.Replace("{token}", token, StringComparison.Ordinal), UriKind.Absolute, out var link) ? link
            : throw Refusal.Invalid("X-Forwarded-Host", "This is no host by which recipients could reach the server.");

    private static MailAddress Address(string path, string text) =>
        MailAddress.TryCreate(text.Trim(), out var address) ? address : throw Refusal.Invalid(path, "is an e-mail address, alone or as Ann <ann@example.org>");
}
