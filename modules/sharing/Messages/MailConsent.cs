using System.Text.Json;
using Contracts;
using MediatR;

namespace Sharing;

/// <summary>Ends a contact's consent to e-mails, for a reason that is kept with it: so he is out of every audience, share and sync that asks for it.</summary>
internal sealed class MailConsent(IMediator mediator)
{
    public const string Bounced = "bounced", Complained = "complained";

    private const string Subscribed = "subscribed", Unsubscribed = "unsubscribed", Unknown = "unknown";

    /// <summary>Why nothing is sent to him; null when it may be.</summary>
    public static string? Objection(ContactView contact, bool transactional)
    {
        var (state, why) = contact.Consent.TryGetValue("email", out var consent) ? (consent.State, consent.Why) : (Unknown, null);
        if (state == Subscribed || (transactional && state == Unknown)) return null;
        if (state == Unknown) return "The contact is not known to have subscribed to e-mails.";
        return why is null ? "The contact has unsubscribed from e-mails." : $"The contact is unsubscribed from e-mails: {why}.";
    }

    /// <summary>False when there is no such contact any more.</summary>
    public async Task<bool> End(Principal who, Guid contact, string why, CancellationToken cancel)
    {
        var change = JsonSerializer.SerializeToElement(new { consent = new { email = new { state = Unsubscribed, why } } });
        try
        {
            await mediator.Send(new PatchContact(who, contact.ToString("N"), change, null), cancel);
            return true;
        }
        catch (Refusal refused) when (refused.Status == 404)
        {
            return false;
        }
    }
}
