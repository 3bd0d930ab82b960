using Contracts;

namespace Accounts;

/// <summary>What a role allows, whatever a key's scopes say.</summary>
internal static class Roles
{
    public const string Viewer = "viewer", Member = "member", Admin = "admin", Owner = "owner";

    public static readonly string[] All = [Viewer, Member, Admin, Owner];

    /// <summary>A viewer has no book of his own, and reads what is the organisation's.</summary>
    public static Scopes Limit(string? role) => role switch
    {
        Viewer => Scopes.Read,
        Member => Scopes.Ingest | Scopes.Read | Scopes.Write | Scopes.Export,
        _ => Scopes.Ingest | Scopes.Read | Scopes.Write | Scopes.Export | Scopes.Admin,
    };

    public static void Administers(Principal by, string otherwise = "This is for admins and owners.")
    {
        if (by.Role is Viewer or Member) throw new Refusal(403, "missing-role", otherwise);
        if (!by.May(Scopes.Admin)) throw new Refusal(403, "missing-scope", "The key lacks the scope `admin`.");
    }

    /// <summary>Owners alone make, change and invite owners.</summary>
    public static void RequireOwnerFor(Principal by, params IEnumerable<string?> roles)
    {
        if (roles.Contains(Owner) && by.Role != Owner)
            throw new Refusal(403, "missing-role", "Owners are made and changed by owners.");
    }

    public static void RequireKnown(string role)
    {
        if (!All.Contains(role)) throw Refusal.Invalid("role", $"is one of {string.Join(", ", All)}");
    }
}
