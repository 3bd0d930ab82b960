using System.Collections.Immutable;
using Accounts.Stored;

namespace Accounts;

/// <summary>With whom something may be shared, and the users that it stands for now.</summary>
/// <param name="Id"><c>user:…</c>, <c>team:…</c> or <c>organisation:…</c>.</param>
/// <param name="Users">Who may have a book.</param>
internal sealed record Recipient(string Id, string Kind, string Name, string? Email, ImmutableArray<StoredUser> Users)
{
    public const string Everyone = "everyone", Team = "team";

    /// <summary>All of a tenant. Who is disabled or a viewer has no book that something could come into: he is none, and behind none.</summary>
    public static IEnumerable<Recipient> Of(
        IEnumerable<StoredUser> users, IEnumerable<StoredTeam> teams, IEnumerable<StoredOrganisation> organisations)
    {
        var taking = users.Where(user => user is { DisabledAt: null, Role: not Roles.Viewer }).ToDictionary(user => user.Id, StringComparer.Ordinal);
        var byOrganisation = taking.Values.ToLookup(user => user.Organisation, StringComparer.Ordinal);
        return
        [
            .. taking.Values.Select(user => new Recipient($"user:{user.Id}", "user", user.Name, user.Email, [user])),
            .. teams.Select(team => new Recipient(
                $"team:{team.Id}", Team, team.Name, null, [.. team.Members.Select(member => taking.GetValueOrDefault(member)).OfType<StoredUser>()])),
            .. organisations.Select(one => new Recipient($"organisation:{one.Id}", "organisation", one.Name, null, [.. byOrganisation[one.Id]])),
        ];
    }

    /// <summary>The name, or a user's e-mail, contains the text.</summary>
    public bool Answers(string text) =>
        Name.Contains(text, StringComparison.OrdinalIgnoreCase) || Email?.Contains(text, StringComparison.OrdinalIgnoreCase) == true;
}
