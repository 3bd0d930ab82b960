using System.Collections.Immutable;
using MediatR;

namespace Contracts;

/// <summary>What a key may do. <c>Ingest</c> alone is for web pages: it writes events and traits and nothing else.</summary>
[Flags]
public enum Scopes { None = 0, Ingest = 1, Read = 2, Write = 4, Export = 8, Admin = 16 }

/// <summary>Who is asking: the key's principal, and whose contacts it means when it names no book.</summary>
/// <param name="Tenant">The wall that nothing crosses.</param>
/// <param name="User">The user's id, or null for a key of the organisation.</param>
/// <param name="Role">viewer, member, admin or owner; null without a user.</param>
/// <param name="Book">The key's default book.</param>
/// <param name="Server">The key is held by a server: its events without a device are not active ones.</param>
public sealed record Principal(
    string Tenant, string Organisation, string? User, string? Role, string Book, Scopes Scopes, bool Server, string KeyId)
{
    /// <summary>The books that are the principal's own: of a user, his; of an organisation's key, the organisation's.</summary>
    public ImmutableArray<string> OwnBooks { get; init; } = [Book];

    /// <summary>The organisation's books: the one that it began with, and those of people who left it to the organisation.</summary>
    public ImmutableArray<string> OrganisationBooks { get; init; } = [Books.OfOrganisation(Organisation)];

    /// <summary>The teams that the user is in: their people see what is shared with them.</summary>
    public ImmutableArray<string> Teams { get; init; } = [];

    /// <summary>What is switched on for the user; nothing for a key without one, and for a viewer, who has nothing to share.</summary>
    public Switches Switches { get; init; }

    public bool May(Scopes scope) => (Scopes & scope) == scope;

    /// <summary>Changes what belongs to the organisation: its book, its audiences.</summary>
    public bool MayChangeOrganisation => Role is null or "admin" or "owner";

    /// <summary>The name under which provenance and pins record this principal.</summary>
    public string Name => User is null ? $"key:{KeyId}" : $"user:{User}";
}

public static class Tenants
{
    /// <summary>The first start's, whose admins are the operators.</summary>
    public static readonly string First = "main";
}

/// <summary>Resolves a presented key; null when it is unknown, expired or revoked.</summary>
public sealed record Authenticate(string Key) : IRequest<Principal?>;

/// <summary>What who ordered long work may do by now; null when nothing any more.</summary>
public sealed record RenewPrincipal(Principal Who) : IRequest<Principal?>;

/// <summary>
/// Makes the tenant, its organisation and its admin at the first start, and takes in an admin key; answers the admin key that
/// was generated because none was given and none was there, which nobody will see again.
/// </summary>
/// <param name="AdminKey">32 visible ASCII characters or more; an unknown one is added as another admin key.</param>
public sealed record Found(string? AdminKey) : IRequest<string?>;

/// <summary>Makes another admin key, for whoever is at the machine itself; the founding must have been.</summary>
/// <param name="Tenant">Null: the first start's.</param>
public sealed record NewAdminKey(string? Tenant = null) : IRequest<string>;

/// <summary>Makes another tenant with an organisation and an admin of its own, for whoever is at the machine itself; answers the admin's key.</summary>
/// <param name="Tenant">1 to 40 lower-case letters, digits and <c>-</c>; it goes into logs.</param>
public sealed record FoundTenant(string Tenant) : IRequest<string>;

/// <summary>Makes a key for the principal who asks; it may not grant what he has not.</summary>
/// <param name="Book">The key's default book; that of <paramref name="By"/> when null.</param>
/// <param name="Server">Held by a server, see <see cref="Principal.Server"/>.</param>
/// <param name="OfOrganisation">The key is nobody's but the organisation's: it stays when its maker leaves.</param>
public sealed record CreateKey(
    Principal By, string Name, Scopes Scopes, string? Book, bool Server, Instant? ExpiresAt, bool OfOrganisation = false) : IRequest<CreatedKey>;

/// <summary>Makes a key that is like another one, which goes on for a while, so that its holders have time to change over.</summary>
/// <param name="Overlap">How long the old one is still taken; at most 30 days.</param>
public sealed record RotateKey(Principal By, string Id, TimeSpan Overlap) : IRequest<CreatedKey>;

/// <param name="Key">The key itself, shown this once; only its hash is kept.</param>
public sealed record CreatedKey(KeyInfo Info, string Key);

/// <summary>The keys of the organisation that are not revoked, oldest first; to who is no admin, his own.</summary>
public sealed record ListKeys(Principal By) : IRequest<ImmutableArray<KeyInfo>>;

/// <param name="Prefix">The readable beginning, to tell keys apart.</param>
/// <param name="UsedAt">When it was last taken, to the minute, by the machine's clock.</param>
public sealed record KeyInfo(
    string Id, string Name, string Prefix, Scopes Scopes, string? User, string Book, bool Server, Instant CreatedAt, Instant? ExpiresAt,
    Instant? UsedAt);

/// <summary>The key is refused from now on; false when the organisation has no such key.</summary>
public sealed record RevokeKey(Principal By, string Id) : IRequest<bool>;
