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
    public bool May(Scopes scope) => (Scopes & scope) == scope;

    /// <summary>The name under which provenance and pins record this principal.</summary>
    public string Name => User is null ? $"key:{KeyId}" : $"user:{User}";
}

/// <summary>Resolves a presented key; null when it is unknown, expired or revoked.</summary>
public sealed record Authenticate(string Key) : IRequest<Principal?>;

/// <summary>
/// Makes the tenant, its organisation and its admin at the first start, and takes in an admin key; answers the admin key that
/// was generated because none was given and none was there, which nobody will see again.
/// </summary>
/// <param name="AdminKey">32 visible ASCII characters or more; an unknown one is added as another admin key.</param>
public sealed record Found(string? AdminKey) : IRequest<string?>;

/// <summary>Makes another admin key, for whoever is at the machine itself; the founding must have been.</summary>
public sealed record NewAdminKey : IRequest<string>;

/// <summary>Makes a key for the principal who asks; it may not grant what he has not.</summary>
/// <param name="Book">The key's default book; that of <paramref name="By"/> when null.</param>
/// <param name="Server">Held by a server, see <see cref="Principal.Server"/>.</param>
public sealed record CreateKey(
    Principal By, string Name, Scopes Scopes, string? Book, bool Server, Instant? ExpiresAt) : IRequest<CreatedKey>;

/// <param name="Key">The key itself, shown this once; only its hash is kept.</param>
public sealed record CreatedKey(KeyInfo Info, string Key);

/// <summary>The keys of the tenant that are not revoked, oldest first.</summary>
public sealed record ListKeys(Principal By) : IRequest<ImmutableArray<KeyInfo>>;

/// <param name="Prefix">The readable beginning, to tell keys apart.</param>
public sealed record KeyInfo(
    string Id, string Name, string Prefix, Scopes Scopes, string? User, string Book, bool Server, Instant CreatedAt, Instant? ExpiresAt);

/// <summary>The key is refused from now on; false when the tenant has no such key.</summary>
public sealed record RevokeKey(Principal By, string Id) : IRequest<bool>;
