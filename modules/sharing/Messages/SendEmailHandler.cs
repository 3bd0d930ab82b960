using Audiences.Sdk;
using Contracts;
using MediatR;
using Sharing.Stored;

namespace Sharing;

internal sealed class SendEmailHandler(ConnectionAccess access, IConnectors connectors, MailConsent consent, OutgoingEmail outgoing, IMediator mediator)
    : IRequestHandler<SendEmail, MessageSent>
{
    public async Task<MessageSent> Handle(SendEmail request, CancellationToken cancel)
    {
        var held = await access.Find(request.Principal, request.Connection, cancel);
        if (!access.Form(held.Connector).SendsEmail) throw Refusal.Invalid("connection", $"The connector \"{held.Connector}\" sends no e-mails.");
        var contact = await mediator.Send(new GetContact(request.Principal, request.Contact, Books.OfOrganisation(request.Principal.Organisation)), cancel);
        if (MailConsent.Objection(contact, request.Transactional) is { } objection) throw new Refusal(409, "not-subscribed", objection);
        if (contact.Emails.Count == 0) throw new Refusal(409, "no-address", "The contact has no e-mail address.");
        var message = outgoing.Of(request, contact);
        var result = await Send(held, message, cancel);
        if (result.Suppress) await consent.End(request.Principal, Guid.Parse(contact.Id), MailConsent.Bounced, cancel);
        return new(message.Id, contact.Id, result.Refusal is null ? "sent" : "refused", result.ProviderId, result.Refusal);
    }

    private async Task<SendResult> Send(StoredConnection held, EmailMessage message, CancellationToken cancel)
    {
        try
        {
            return await connectors.Send(await access.Open(held, cancel), message, cancel);
        }
        catch (CallFailedException failed)
        {
            throw new Refusal(503, "not-known-to-be-sent", $"{failed.Message} Send it again with the same Idempotency-Key, and it is the same mail.") { RetryAfter = 5 };
        }
    }
}
