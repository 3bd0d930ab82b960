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
