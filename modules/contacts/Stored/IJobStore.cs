using System.Collections.Immutable;

namespace Contacts.Stored;

/// <summary>Jobs, and whom they are about. One process at a time writes to a job that runs.</summary>
/// <remarks>Each write is durable when its task is done; a database that does not answer surfaces as an exception.</remarks>
public interface IJobStore
{
    /// <summary>Some of those whom a job will be about that is added after them.</summary>
    /// <param name="first">How many were added before.</param>
    Task AddContacts(string tenant, string id, int first, ImmutableArray<Guid> contacts, CancellationToken cancel);

    /// <summary>From here on it will be carried out.</summary>
    Task Add(StoredJob job, CancellationToken cancel);

    /// <summary>Takes away the contacts of jobs that were never added; nobody may be adding one meanwhile.</summary>
    Task RemoveOrphans(CancellationToken cancel);

    Task<StoredJob?> Read(string tenant, string id, CancellationToken cancel);

    /// <summary>Newest first, after <paramref name="after"/>.</summary>
    Task<ImmutableArray<StoredJob>> List(string tenant, string book, string owner, string? after, int limit, CancellationToken cancel);

    /// <summary>Of all tenants, oldest first.</summary>
    Task<ImmutableArray<StoredJob>> Unfinished(CancellationToken cancel);

    /// <summary>The contacts that were added together, the first of them as that number; none when there are none.</summary>
    Task<ImmutableArray<Guid>> Contacts(string tenant, string id, int first, CancellationToken cancel);

    /// <summary>Writes what has become of it, together with new errors; with its end its contacts go.</summary>
    /// <returns>False when somebody has asked to cancel it.</returns>
    Task<bool> Save(StoredJob job, ImmutableArray<JobError> errors, CancellationToken cancel);

    /// <summary>It ends at its next chunk; nothing happens when it has ended already.</summary>
    Task Cancel(string tenant, string id, CancellationToken cancel);

    /// <summary>In the order of the contacts.</summary>
    Task<ImmutableArray<JobError>> Errors(string tenant, string id, int limit, CancellationToken cancel);
}
