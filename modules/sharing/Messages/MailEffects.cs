using Audiences.Sdk;
using Contracts;
using MediatR;

namespace Sharing;

/// <summary>What a mail that came back changes: the consent of whom it reports on, or who is known to have written.</summary>
internal sealed class MailEffects(MailConsent consent, IMediator mediator, BusinessClock clock)
{
    public async Task<BounceTaken> Take(Principal who, Bounce bounce, CancellationToken cancel)
    {
        var contact = await Find(who, bounce, cancel);
        var why = bounce.Kind switch
        {
            BounceKind.Hard => bounce.Status is { } status ? $"{MailConsent.Bounced} ({status})" : MailConsent.Bounced,
            BounceKind.Complaint => MailConsent.Complained,
            _ => null,
        };
        var ended = contact is { } found && why is not null && await consent.End(who, found, why, cancel);
        return new(bounce.Kind.ToString().ToLowerInvariant(), contact?.ToString("N"), ended);
    }

    /// <summary>To whom it was sent, if he still has the address; of a mail that we do not know, who alone has the address.</summary>
    private async Task<Guid?> Find(Principal who, Bounce bounce, CancellationToken cancel)
    {
        var reference = MessageId.ContactOf(bounce.MessageId) is { } sentTo ? sentTo.ToString("N") : bounce.Recipient is { } address ? $"email:{address}" : null;
        if (reference is null) return null;
        try
        {
            var contact = await mediator.Send(new GetContact(who, reference, Books.OfOrganisation(who.Organisation)), cancel);
            var hasIt = bounce.Recipient is not { } recipient || contact.Emails.Any(email => email.Value.Equals(recipient, StringComparison.OrdinalIgnoreCase));
            return hasIt ? Guid.Parse(contact.Id) : null;
        }
        catch (Refusal unknown) when (unknown.Status is 404 or 409 or 422)
        {
            return null;
        }
    }

    /// <summary>Null when it cannot be told who took part.</summary>
    public async Task<ConversationNoted?> Take(Principal who, MailReply reply, CancellationToken cancel)
    {
        var at = reply.At is { } said && said < clock.GetUtcNow() ? Instant.From(said) : clock.Now;
        try
        {
            return await mediator.Send(
                new NoteConversation(who, "email", reply.Id, at, reply.From, [.. reply.To], [.. reply.Copied], Books.OfOrganisation(who.Organisation)), cancel);
        }
        catch (Refusal unreadable) when (unreadable.Status == 422)
        {
            return null;
        }
    }
}
