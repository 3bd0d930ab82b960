using Contracts;

namespace Contacts;

/// <summary>Which contacts a share takes along: subscribed ones that their owner has not put away, and nobody of a personal segment.</summary>
internal static class SourcePolicy
{
    /// <param name="organising">Of the organisation that the book belongs to.</param>
    public static Standing Of(StoredContact? contact, string book, Organising organising, Instant now)
    {
        if (contact is not { State: ContactState.Live } || contact.Book != book) return Standing.Gone;
        var profile = contact.Profile;
        if (profile.Personal || organising.IsPersonal(profile.Text(Organising.Segment))) return Standing.Personal;
        if (profile.ArchivedAt(now) is not null) return Standing.Archived;
        return !profile.Consents.TryGetValue("email", out var consent) || consent.State == Consents.Unknown ? Standing.ConsentUnknown
            : consent.State != Consents.Subscribed ? Standing.Unsubscribed
            : profile.Emails.Concat(profile.Phones).All(address => address.Normal is null) ? Standing.NoAddress
            : Standing.Crosses;
    }
}
