using System.Collections.Immutable;
using Contracts;

namespace Sharing.Stored;

/// <summary>Shares, with whom they are, and what was last seen of the contacts in them. Every write is durable when it returns.</summary>
/// <remarks>A database that does not answer surfaces as an exception, which HTTP answers with 503.</remarks>
public interface IShareStore
{
    /// <summary>False, and nothing is written, when the audience is shared already.</summary>
    Task<bool> Add(StoredShare share, CancellationToken cancel);

    Task<StoredShare?> Read(string tenant, string share, CancellationToken cancel);

    Task<StoredShare?> OfAudience(string tenant, string audience, CancellationToken cancel);

    /// <summary>Oldest first.</summary>
    Task<ImmutableArray<StoredShare>> List(string tenant, CancellationToken cancel);

    /// <summary>Of all tenants, those with something to do.</summary>
    Task<ImmutableArray<(string Tenant, string Share)>> Busy(CancellationToken cancel);

    /// <summary>Users by id.</summary>
    Task<ImmutableArray<ShareRecipient>> Recipients(string tenant, string share, CancellationToken cancel);

    Task<ShareRecipient?> Recipient(string tenant, string share, string user, CancellationToken cancel);

    /// <summary>The recipient whose audience it is.</summary>
    Task<ShareRecipient?> Receiver(string tenant, string audience, CancellationToken cancel);

    /// <summary>Decides about share and recipients as they are now, in the transaction that writes what comes out; null writes nothing.</summary>
    /// <returns>As they are then; null when the share is gone.</returns>
    Task<SharedWith?> Change(string tenant, string share, Func<SharedWith, SharedWith?> change, CancellationToken cancel);

    /// <summary>Decides about one recipient as he is now; null takes him out.</summary>
    Task ChangeRecipient(string tenant, string share, string user, Func<ShareRecipient, ShareRecipient?> change, CancellationToken cancel);

    /// <summary>With all that belongs to it, if nobody is a recipient any more and it is to end.</summary>
    Task<bool> Remove(string tenant, string share, CancellationToken cancel);

    /// <summary>In place of what was known of these contacts, for the sync that is to come: false, and nothing is written, when that one has begun.</summary>
    /// <param name="sources">All of that sync's sequence.</param>
    Task<bool> SaveSources(string tenant, string share, ImmutableArray<ShareSource> sources, CancellationToken cancel);

    /// <summary>Those that have changed since, by id.</summary>
    /// <param name="since">A sequence of the share; 0: all.</param>
    Task<ImmutableArray<ShareSource>> Sources(string tenant, string share, long since, Guid? after, int limit, CancellationToken cancel);

    Task<int> CountSources(string tenant, string share, long since, CancellationToken cancel);
}

/// <param name="Who">Who shares it, whose rights it has.</param>
/// <param name="Book">In which the contacts are.</param>
public sealed record StoredShare(string Id, Principal Who, string Audience, string Book, Instant CreatedAt, ShareState State);

/// <summary>What is to be, and how it stands.</summary>
public sealed record ShareState
{
    public ShareStatus Status { get; init; }

    public string? Reason { get; init; }

    /// <summary>As they were asked for.</summary>
    public ImmutableArray<string> Recipients { get; init; } = [];

    /// <summary>Grows by one with every sync; what changed with it bears it.</summary>
    public long Sequence { get; init; }

    /// <summary>The audience's, at that sync.</summary>
    public string Name { get; init; } = "";

    public string? Description { get; init; }

    public SkippedView Skipped { get; init; }

    /// <summary>Names the sync.</summary>
    public string Job { get; init; } = "";

    public Instant StartedAt { get; init; }

    public Instant? SyncedAt { get; init; }
}

/// <summary>New: nobody has been asked to get it yet. Ending: it goes, when nobody has it any more.</summary>
public enum ShareStatus { New = 0, Syncing = 1, Synced = 2, Cancelled = 3, Failed = 4, Ending = 5 }

/// <param name="Audience">The id of the recipient's audience.</param>
public sealed record ShareRecipient(string Tenant, string Share, string User, string Audience, RecipientState State);

public sealed record RecipientState
{
    public string Name { get; init; } = "";

    public string Book { get; init; } = "";

    public string Organisation { get; init; } = "";

    public RecipientPhase Phase { get; init; }

    /// <summary>He is a recipient again, as soon as what he had is gone.</summary>
    public bool Again { get; init; }

    /// <summary>Of the last sync that reached him whole.</summary>
    public long Sequence { get; init; }

    /// <summary>Under which name he has it, and which custom fields crossed.</summary>
    public string? Tag { get; init; }

    public string? Fields { get; init; }

    /// <summary>What is under way; null between two syncs.</summary>
    public SharePass? Pass { get; init; }

    /// <summary>Of the last sync that reached him whole.</summary>
    public CopyCounts Counts { get; init; }

    public Instant? SyncedAt { get; init; }
}

/// <summary>Ending: nobody's recipient any more. Leaving: by himself; Left: and done.</summary>
public enum RecipientPhase { Given = 0, Ending = 1, Leaving = 2, Left = 3 }

/// <summary>One way through the contacts of a share, for one recipient.</summary>
/// <param name="To">The sync's sequence; 0 when everything is taken back.</param>
/// <param name="Since">Contacts that have changed since.</param>
/// <param name="After">The last contact that is done.</param>
/// <param name="Fields">Which custom fields crossed when it began.</param>
public sealed record SharePass(long To, long Since, Guid? After, int Done, int Total, string? Fields, CopyCounts Counts);

public sealed record SharedWith(StoredShare Share, ImmutableArray<ShareRecipient> Recipients);

/// <param name="Version">Of the contact's profile when the share last looked.</param>
/// <param name="Sequence">Of the sync by which it became so.</param>
/// <param name="Goes">False: it was in the share, and is not any more.</param>
public readonly record struct ShareSource(Guid Source, long Version, long Sequence, bool Goes);
