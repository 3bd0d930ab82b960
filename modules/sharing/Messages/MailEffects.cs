using Audiences.Sdk;
using Contracts;
using MediatR;

namespace Sharing;

/// <summary>What a mail that came back changes: the consent of whom it reports on, or who is known to have written.</summary>
internal sealed class MailEffects(MailConsent consent, MessageIds ids, IMediator mediator, BusinessClock clock)
{
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(366);

    /// <param name="connection">By which the mail was read, and by which ours was sent.</param>
    public async Task<BounceTaken> Take(Principal who, string connection, Bounce bounce, CancellationToken cancel)
    {
        var (contact, isOurs) = await Find(who, connection, bounce, cancel);
        var why = bounce.Kind switch
        {
            BounceKind.Hard => bounce.Status is { } status ? $"{MailConsent.Bounced} ({status})" : MailConsent.Bounced,
            BounceKind.Complaint => MailConsent.Complained,
            _ => null,
        };
        // Anybody can write a report: one that does not hold a mail of ours is shown, and changes nothing.
        var ended = contact is { } found && isOurs && why is not null && await consent.End(who, found, why, cancel);
        return new(bounce.Kind.ToString().ToLowerInvariant(), contact?.ToString("N"), ended);
    }

    /// <summary>To whom our mail went, if he still has the address; of another mail, who alone has the address.</summary>
    private async Task<(Guid? Contact, bool IsOurs)> Find(Principal who, string connection, Bounce bounce, CancellationToken cancel)
    {
        var sentTo = ids.ContactOf(bounce.MessageId, connection);
        var reference = sentTo is { } ours ? ours.ToString("N") : bounce.Recipient is { } address ? $"email:{address}" : null;
        if (reference is null) return (null, false);
        try
        {
            var contact = await mediator.Send(new GetContact(who, reference, Books.OfOrganisation(who.Organisation)), cancel);
            // Who forwards complaints often hides the recipient.
            var isHis = bounce.Kind == BounceKind.Complaint || bounce.Recipient is not { } recipient
                || contact.Emails.Any(email => email.Value.Equals(recipient, StringComparison.OrdinalIgnoreCase));
            return (isHis ? Guid.Parse(contact.Id) : null, sentTo is not null);
        }
        catch (Refusal unknown) when (unknown.Status is 404 or 409 or 422)
        {
            return (null, false);
        }
    }

    /// <summary>Whoever wrote is known from now on; null when it cannot be told who.</summary>
    public async Task<ConversationNoted?> Take(Principal who, MailReply reply, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        // What is dated otherwise is somebody's clock.
        var at = reply.At is { } said && said <= now && said > now - Oldest ? Instant.From(said) : clock.Now;
        try
        {
            return await mediator.Send(new NoteConversation(who, "email", reply.Id, at, reply.From, [], [], Books.OfOrganisation(who.Organisation)), cancel);
        }
        catch (Refusal unreadable) when (unreadable.Status == 422)
        {
            return null;
        }
    }
}
