using Contracts;

namespace Contacts.Stored;

/// <summary>Queued and Running will go on, the others have ended.</summary>
public enum ImportStatus { Queued = 0, Running = 1, Done = 2, Failed = 3, Cancelled = 4 }

/// <summary>An import as the store holds it.</summary>
/// <param name="Id">32 hexadecimal digits, growing with time.</param>
/// <param name="Who">As whom it writes; of its scopes only <c>write</c>.</param>
/// <param name="Owner">Whose it is: <c>user:…</c> or <c>organisation:…</c>.</param>
/// <param name="Previous">
/// The import that the owner's last-import audience showed when this one began, so that its contacts stay there meanwhile.
/// </param>
/// <param name="Failure">Why it failed.</param>
/// <param name="Shown">The owner's last-import audience has been told of its end.</param>
/// <param name="Audience">The static audience into which it puts its people.</param>
public sealed record StoredImport(
    string Id, Principal Who, string Owner, string Book, ImportStatus Status, ImportCounts Counts, Instant CreatedAt, Instant? EndedAt,
    string? Previous, string? Failure, bool Shown, string? Audience = null)
{
    public bool HasEnded => Status is not (ImportStatus.Queued or ImportStatus.Running);
}

/// <param name="Rows">Of all finished chunks; created, updated and skipped make up the sum.</param>
public readonly record struct ImportCounts(int Rows, int Created, int Updated, int Skipped);

/// <param name="Reason">Names the column, and never what is in it.</param>
public readonly record struct ImportError(int Row, string Reason);
