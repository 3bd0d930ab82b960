using Contracts;

namespace Contacts.Stored;

/// <summary>Queued, Running and Undoing will go on, the others have ended.</summary>
public enum ImportStatus { Queued = 0, Running = 1, Done = 2, Failed = 3, Cancelled = 4, Undoing = 5, Undone = 6 }

/// <summary>An import as the store holds it.</summary>
/// <param name="Id">32 hexadecimal digits, growing with time.</param>
/// <param name="Who">As whom it writes; of its scopes only <c>write</c>.</param>
/// <param name="Owner">Whose it is: <c>user:…</c> or <c>organisation:…</c>.</param>
/// <param name="Previous">
/// The import that the owner's last-import audience showed when this one began, so that its contacts stay there meanwhile.
/// </param>
/// <param name="Failure">Why it failed.</param>
/// <param name="Shown">The owner's last-import audience has been told of its end; false again while it is undone.</param>
/// <param name="Audience">The static audience into which it puts its people.</param>
public sealed record StoredImport(
    string Id, Principal Who, string Owner, string Book, ImportStatus Status, ImportCounts Counts, Instant CreatedAt, Instant? EndedAt,
    string? Previous, string? Failure, bool Shown, string? Audience = null)
{
    /// <summary>All its rows have been taken in that will be.</summary>
    public bool HasEnded => Status is not (ImportStatus.Queued or ImportStatus.Running);

    /// <summary>What somebody wanted columns to be, as JSON.</summary>
    public string? Mapping { get; init; }

    /// <summary>A digest of the names of the columns.</summary>
    public string? Header { get; init; }

    /// <summary>Where it comes from, if it is no file.</summary>
    public PullOrigin? Pull { get; init; }

    /// <summary>How far it is undone; null when nobody wants that.</summary>
    public ImportUndo? Undo { get; init; }
}

/// <param name="Account">What the connection was called then.</param>
/// <param name="Connector">By which it is made.</param>
public sealed record PullOrigin(string Connection, string Account, string Connector);

/// <param name="Gone">Of the contacts that it had made, so many were erased before; null: nobody has counted them.</param>
/// <param name="After">The last contact of the book that was looked at.</param>
/// <param name="Erased">Contacts that it had made, and nobody else knew of.</param>
/// <param name="Reverted">Those of which something went back to what stood before.</param>
/// <param name="Kept">Those of them on which something stands that others wrote since.</param>
public sealed record ImportUndo(int? Gone = null, Guid? After = null, int Erased = 0, int Reverted = 0, int Kept = 0);

/// <param name="Rows">Of all finished chunks; created, updated and skipped make up the sum.</param>
public readonly record struct ImportCounts(int Rows, int Created, int Updated, int Skipped);

/// <param name="Reason">Names the column, and never what is in it.</param>
public readonly record struct ImportError(int Row, string Reason);
