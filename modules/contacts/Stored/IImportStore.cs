using System.Collections.Immutable;

namespace Contacts.Stored;

/// <summary>What is known of imports. One process at a time writes to an import that runs.</summary>
/// <remarks>Each write is durable when its task is done; a database that does not answer surfaces as an exception.</remarks>
public interface IImportStore
{
    Task Add(StoredImport import, CancellationToken cancel);

    Task<StoredImport?> Read(string tenant, string id, CancellationToken cancel);

    /// <summary>Of the owners, in the book, newest first, after <paramref name="after"/>.</summary>
    Task<ImmutableArray<StoredImport>> List(
        string tenant, string book, ImmutableArray<string> owners, string? after, int limit, CancellationToken cancel);

    /// <summary>Of all tenants, oldest first: those that have not ended, or of whose end somebody is still to be told.</summary>
    Task<ImmutableArray<StoredImport>> Unfinished(CancellationToken cancel);

    /// <summary>The newest that has ended and written to somebody, and of which the owner's audience has been told.</summary>
    Task<string?> LastShown(string tenant, string book, string owner, CancellationToken cancel);

    /// <summary>Writes what has become of it, together with the errors of the rows that were read since.</summary>
    /// <returns>False when somebody has asked to cancel it.</returns>
    Task<bool> Save(StoredImport import, ImmutableArray<ImportError> errors, CancellationToken cancel);

    /// <summary>It is to be undone; nothing happens when it is, or has not ended. After a pull the next one reads from the
    /// beginning. Answers the import as it is then, null when there is none.</summary>
    Task<StoredImport?> Undo(string tenant, string id, CancellationToken cancel);

    /// <summary>The mapping of the owner's newest import of the book that came to its end with one and had those columns.</summary>
    Task<string?> Mapping(string tenant, string book, string owner, string header, CancellationToken cancel);

    /// <summary>From where the next pull goes on; null: from the beginning.</summary>
    /// <param name="version">Of the connection's settings: a cursor of others means nothing.</param>
    Task<string?> Pulled(string tenant, string connection, string book, long version, CancellationToken cancel);

    /// <summary>The next pull reads from the beginning.</summary>
    Task ForgetPull(string tenant, string connection, string book, CancellationToken cancel);

    /// <summary>As <see cref="Save"/>, with how far its source has been read.</summary>
    /// <param name="cursor">Null: the next pull reads from the beginning.</param>
    Task SavePulled(StoredImport import, ImmutableArray<ImportError> errors, string? cursor, long version, CancellationToken cancel);

    /// <summary>It ends at its next chunk; nothing happens when it has ended already.</summary>
    Task Cancel(string tenant, string id, CancellationToken cancel);

    /// <summary>By row, after <paramref name="after"/>.</summary>
    Task<ImmutableArray<ImportError>> Errors(string tenant, string id, int after, int limit, CancellationToken cancel);
}
