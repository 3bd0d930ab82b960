using System.Collections.Immutable;
using System.Text.Json;
using Contracts;

namespace Contacts;

/// <summary>How people see contacts in others' books: by the teams that they are shared with, until their owner archives them.</summary>
internal static class TeamSight
{
    public static ImmutableArray<string> Of(Principal who, Profile profile) =>
        profile.Archived is null ? [.. who.Teams.Where(profile.Teams.ContainsKey)] : [];

    /// <summary>The principal means this contact by that book.</summary>
    /// <param name="book">Null: any in which he sees it.</param>
    public static bool Sees(Principal who, StoredContact contact, string? book) => book switch
    {
        null => Books.Knows(who, contact.Book) || Of(who, contact.Profile).Length > 0,
        _ when Books.TeamOf(book) is { } team => Of(who, contact.Profile).Contains(team),
        _ => contact.Book == book,
    };

    /// <summary>Of somebody whom the principal sees.</summary>
    public static void Require(Principal who, StoredContact contact, Use use)
    {
        if (use == Use.Read || Books.Owns(who, contact.Book) || (use == Use.Write && who.Role != "viewer" && Of(who, contact.Profile).Length > 0))
            return;
        throw Books.Knows(who, contact.Book)
            ? new Refusal(403, "missing-role", "The organisation's contacts are changed by admins and owners.")
            : NotYours();
    }

    /// <summary>What a contact did is for who has it in a book of his.</summary>
    public static void RequireTimeline(Principal who, StoredContact contact)
    {
        if (!Books.Knows(who, contact.Book)) throw NotYours();
    }

    private static Refusal NotYours() =>
        new(403, "not-yours", "The contact is shared with your team, and in somebody else's book: this is for its owner.");

    // By these the owner finds the contact again, among others whom the team does not know; and consent is given to the owner.
    private static readonly string[] OwnersFields =
        ["externalId", "anonymousIds", "email", "emails", "phone", "phones", "consent", "subscribed", "sources", "accounts"];

    /// <summary>Who sees a contact by his team alone does not change what it is found by, and does not take it away from the team.</summary>
    public static void RequireShared(Principal who, StoredContact contact, JsonElement body, KnownSteps? steps)
    {
        if (Books.Owns(who, contact.Book)) return;
        if (OwnersFields.FirstOrDefault(field => body.TryGetProperty(field, out _)) is { } owners)
            throw new Refusal(403, "not-yours", $"The contact is shared with your team, and in somebody else's book: `{owners}` is changed by its owner.");
        if (body.TryGetProperty(Organising.Segment, out var segment) && steps is not null && segment.ValueKind == JsonValueKind.String
            && steps.Personal.Contains(segment.GetString()!.Trim(), StringComparer.OrdinalIgnoreCase))
            throw new Refusal(403, "not-yours", "A personal segment would take the contact away from your team: its owner may put it there.");
    }

    /// <summary>What is in a book of the principal is shown whole, what he sees by his teams is shown as it is for them.</summary>
    public static ContactView Limit(Principal who, StoredContact contact, ContactView view)
    {
        if (Books.Knows(who, contact.Book))
            return view;
        var teams = Of(who, contact.Profile);
        return view with
        {
            FirstSeen = null, LastSeen = null, Shared = null,
            Teams = [.. view.Teams.Where(shared => teams.Contains(shared.Team))],
            Archived = view.Teams.FirstOrDefault(shared => shared.Archived is not null && teams.Contains(shared.Team))?.Archived,
        };
    }
}
