using System.Collections.Immutable;
using Audiences.Sdk;
using Contracts;

namespace Sharing.Stored;

/// <summary>
/// Audiences kept in sync, and how far each is. What admins wish is written apart from how far it is, so that neither overwrites the
/// other. Writes are durable when they return. Erasing a contact takes it out of what is pending and rejected, in the same transaction.
/// </summary>
public interface ISyncStore
{
    /// <summary>False when the audience is kept in sync by that connection already, or the connection is gone.</summary>
    Task<bool> Add(StoredSync sync, CancellationToken cancel);

    Task<StoredSync?> Read(string tenant, string id, CancellationToken cancel);

    /// <summary>Without what is pending.</summary>
    Task<ImmutableArray<StoredSync>> List(string tenant, string organisation, CancellationToken cancel);

    /// <summary>Of all tenants.</summary>
    Task<ImmutableArray<(string Tenant, string Id)>> All(CancellationToken cancel);

    /// <param name="paused">Null leaves it.</param>
    /// <param name="anew">True: the next batch is the first of a full run.</param>
    Task<StoredSync?> Wish(string tenant, string id, bool? paused, bool anew, CancellationToken cancel);

    Task<bool> Remove(string tenant, string id, CancellationToken cancel);

    /// <summary>All of it in one transaction.</summary>
    /// <returns>As it is then, with what is wished and without how many are rejected; null when it was removed.</returns>
    Task<StoredSync?> Save(SyncWrite write, CancellationToken cancel);

    /// <summary>Those that have ended, newest first.</summary>
    Task<ImmutableArray<SyncRunView>> Runs(string tenant, string id, int limit, CancellationToken cancel);

    Task<ImmutableArray<SyncRejectView>> Rejects(string tenant, string id, Guid? after, int limit, CancellationToken cancel);
}

/// <param name="Who">Who made it, whose rights it has.</param>
/// <param name="Key">The audience's name towards other systems.</param>
/// <param name="Pending">What the other side has not acknowledged.</param>
/// <param name="Rejected">How many it does not take.</param>
/// <param name="Anew">A full run is wished.</param>
public sealed record StoredSync(
    string Id, Principal Who, string Audience, string Key, string Connection, ImmutableArray<string> Fields, Instant CreatedAt, SyncState State,
    PendingBatch? Pending = null, int Rejected = 0, bool Paused = false, bool Anew = false);

/// <summary>How far a sync is: a function of what the other side has acknowledged.</summary>
public sealed record SyncState
{
    public SyncStatus Status { get; init; }

    public string? Reason { get; init; }

    /// <summary>Since when, by the machine's clock, the batch that is under way fails; null when it does not.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>Of the last batch that was acknowledged.</summary>
    public long Sequence { get; init; }

    /// <summary>Set while a full run goes through the members.</summary>
    public MemberWalk? Walk { get; init; }

    /// <summary>Up to where changes are acknowledged; null before the first full run has begun.</summary>
    public string? Place { get; init; }

    /// <summary>The one under way, or the last one.</summary>
    public SyncRunView? Run { get; init; }

    public Instant? SyncedAt { get; init; }
}

public enum SyncStatus { Queued = 0, Syncing = 1, Synced = 2, Failed = 3 }

/// <param name="Revision">Of the audience when it began: a pause in between would go unnoticed.</param>
/// <param name="Partitions">Still to go through; of the first from <paramref name="Slot"/> on.</param>
public sealed record MemberWalk(long Revision, ImmutableArray<int> Partitions, int Slot);

/// <summary>A batch as it was first sent: it comes again with the same content until it is acknowledged.</summary>
/// <param name="After">How far the sync is once it is acknowledged.</param>
/// <param name="Receipt">What the other side has taken over and not yet decided on is asked for by this.</param>
public sealed record PendingBatch(MemberBatch Batch, SyncState After, string? Receipt = null);

/// <param name="Rejects">Replace what was said of these contacts.</param>
/// <param name="Taken">Of these the other side rejects none any more.</param>
/// <param name="Ended">A run that has.</param>
/// <param name="Begun">The full run that was wished has.</param>
public sealed record SyncWrite(
    string Tenant, string Id, SyncState State, PendingBatch? Pending, ImmutableArray<SyncRejectView> Rejects, ImmutableArray<Guid> Taken, SyncRunView? Ended, bool Begun)
{
    public SyncWrite(StoredSync sync, SyncState state, PendingBatch? pending) : this(sync.Who.Tenant, sync.Id, state, pending, [], [], null, false)
    {
    }
}
