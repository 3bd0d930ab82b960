using System.Collections.Immutable;
using Contracts;

namespace Audiences.Stored;

/// <summary>
/// The durable half of a partition. One process owns a partition at a time, under an epoch that <see cref="Open"/> raises;
/// an append under an older epoch is refused. Appends of one partition take effect in the order in which they were called.
/// </summary>
/// <remarks>
/// A failure that leaves it unknown whether an append was committed surfaces as an exception; the caller opens the partition
/// again and goes on from what it reads. A refused append has written nothing.
/// </remarks>
public interface IPartitionStore
{
    /// <summary>The numbers of the tenant's partitions, ascending; never empty (four are made at first).</summary>
    Task<ImmutableArray<int>> Partitions(string tenant, CancellationToken cancel);

    /// <summary>All tenants, also those whose partitions are still to be made.</summary>
    Task<ImmutableArray<string>> Tenants(CancellationToken cancel);

    /// <summary>Adds the partition when it is new, and those before it: a tenant's partitions are numbered without gaps, and opened several at a time, in any order.</summary>
    Task Add(string tenant, int partition, CancellationToken cancel);

    /// <summary>Takes the partition over: raises its epoch durably and says where its log ends.</summary>
    Task<OpenedPartition> Open(string tenant, int partition, CancellationToken cancel);

    /// <summary>Every contact row of the partition that is Live or Merging (or Merged or Erased, whose profiles are empty), by slot.</summary>
    IAsyncEnumerable<StoredContact> Contacts(string tenant, int partition, CancellationToken cancel);

    /// <summary>The contact rows of those slots, in their order; slots that were never handed out are left out.</summary>
    Task<ImmutableArray<StoredContact>> Contacts(string tenant, int partition, ImmutableArray<int> slots, CancellationToken cancel);

    /// <summary>
    /// Every message row after a position (Identify to Alias, Track, Page, Screen; wiped and forgotten ones left out), in position order, some
    /// at a time. A page and what it says are right until the next is asked for: a start reads millions, and all into the same memory.
    /// </summary>
    /// <param name="after">0 for all.</param>
    IAsyncEnumerable<IReadOnlyList<LoggedMessage>> Messages(string tenant, int partition, long after, CancellationToken cancel);

    /// <summary>Every change row after a position, wiped ones too, in position order.</summary>
    IAsyncEnumerable<TouchedSlot> Touched(string tenant, int partition, long after, CancellationToken cancel);

    /// <summary>The message ids of the rows at those positions; wiped and forgotten ones are left out.</summary>
    Task<ImmutableDictionary<long, string>> MessageIds(string tenant, int partition, ImmutableArray<long> positions, CancellationToken cancel);

    /// <summary>What concerns memberships after <paramref name="after"/>, in position order: entries and marks.</summary>
    /// <exception cref="InvalidOperationException">The log begins later.</exception>
    IAsyncEnumerable<MembershipRecord> Memberships(string tenant, int partition, long after, CancellationToken cancel);

    /// <summary>Who was announced to be in the audience at an instant, added up from what its log holds up to a position.</summary>
    Task<AnnouncedSet> Announced(string tenant, int partition, string audience, Instant at, long through, CancellationToken cancel);

    /// <summary>How many were announced to enter and to leave the audience until each of several ascending instants, as its log holds it up to a position.</summary>
    Task<AnnouncedGrowth> Growth(string tenant, int partition, string audience, ImmutableArray<Instant> points, long through, CancellationToken cancel);

    /// <summary>The newest snapshot that is sound: the last one saved, or the one by which the log's beginning was forgotten.</summary>
    Task<PartitionSnapshot?> Snapshot(string tenant, int partition, CancellationToken cancel);

    /// <summary>Replaces the partition's snapshot; ignored when the epoch has passed.</summary>
    Task SaveSnapshot(string tenant, int partition, long epoch, PartitionSnapshot snapshot, CancellationToken cancel);

    /// <summary>
    /// The partition's chunks that are there, by number; a damaged one is left out, with a warning in the log. The data of one are right until
    /// the next is asked for: a start reads very many, and all into the same memory.
    /// </summary>
    IAsyncEnumerable<ContactsChunk> Chunks(string tenant, int partition, CancellationToken cancel);

    /// <summary>
    /// Replaces the chunk of that number. Ignored when the epoch has passed, or when it is of an earlier position than the chunk that is
    /// there, or than what removed it: nobody comes back by a chunk that was on its way while he was erased.
    /// </summary>
    /// <remarks>
    /// Chunks of all partitions are written one at a time: an append waits behind one at the most. The data are not looked at any more when this is done.
    /// An append that erases a contact, or wipes messages of it with <see cref="ContactWrite.KeepIdHashes"/>, removes the chunk that the
    /// contact is in, and those of all that were merged into it, in whatever partition. A merge removes none.
    /// </remarks>
    Task SaveChunk(string tenant, int partition, long epoch, ContactsChunk chunk, CancellationToken cancel);

    /// <summary>
    /// Says of chunks in which nothing has changed that they are right up to a later position. Ignored when the epoch has passed, and of
    /// those that are not there.
    /// </summary>
    Task RenewChunks(string tenant, int partition, long epoch, ImmutableArray<int> numbers, long position, CancellationToken cancel);

    Task<AppendResult> Append(PartitionAppend append, CancellationToken cancel);

    /// <summary>
    /// Appends of one partition, each refused or not by itself, in one transaction. Membership entries are written as one
    /// <see cref="MarkKind.Moved"/> mark an audience behind the last of them; those of a contact that time moved too stay as they are.
    /// </summary>
    /// <param name="appends">Of different contacts.</param>
    Task<ManyAppended> AppendMany(ImmutableArray<PartitionAppend> appends, CancellationToken cancel);

    /// <summary>
    /// Announced changes of one audience in one partition after a place, in order, at most <paramref name="limit"/>; marks expanded:
    /// items of a position count from offset 1, and those up to <paramref name="afterOffset"/> of <paramref name="afterPosition"/> are left out.
    /// <paramref name="through"/> bounds the positions read.
    /// </summary>
    Task<FeedPage> Feed(
        string tenant, int partition, string audience, long afterPosition, int afterOffset, long through, int limit, bool expand, CancellationToken cancel);
}

/// <param name="Position">The last position in use; 0 for an empty log.</param>
/// <param name="NextSlot">One more than the highest slot ever handed out.</param>
public sealed record OpenedPartition(long Epoch, long Position, int NextSlot);

/// <summary>Membership state at a position, in a format that only the audiences module reads.</summary>
/// <param name="Checksum">SHA-256 of <paramref name="Data"/>; a damaged snapshot is not used.</param>
public sealed record PartitionSnapshot(long Position, byte[] Data, byte[] Checksum);

/// <summary>What a partition remembers of <see cref="Slots"/> slots in a row, in a format that only the audiences module reads.</summary>
/// <param name="Number">The first slot divided by <see cref="Slots"/>; or <see cref="Names"/>.</param>
/// <param name="Position">Up to which the log is in it.</param>
public sealed record ContactsChunk(int Number, long Position, ReadOnlyMemory<byte> Data)
{
    public const int Slots = 1_024;

    /// <summary>The number of the chunk that all others of the partition refer to.</summary>
    public const int Names = -1;
}

/// <summary>A message row of a contact, its texts in UTF-8.</summary>
/// <inheritdoc cref="ContactStep" path="/param"/>
public readonly record struct LoggedMessage(
    int Slot, long Position, StepKind Kind, Instant At, Instant Arrived, string? Name, ReadOnlyMemory<byte> MessageId, long BodyHash,
    ReadOnlyMemory<byte> Payload, bool Active);

/// <summary>A change row without what it says.</summary>
public readonly record struct TouchedSlot(long Position, int Slot, StepKind Kind);

/// <summary>One transaction of one partition. Positions are given out in the order of <see cref="Rows"/>, from last + 1, without gaps.</summary>
/// <param name="Epoch">The epoch under which the partition was opened.</param>
public sealed record PartitionAppend(string Tenant, int Partition, long Epoch, ImmutableArray<AppendRow> Rows, ContactWrite? Contact = null);

/// <summary>One position: a step of a contact, a mark of an audience, or neither; and its membership entries.</summary>
/// <param name="Entries">In order; they share the row's position.</param>
public sealed record AppendRow(
    string Book, int Slot, Guid? Contact, ContactStep? Step, AudienceMark? Mark, ImmutableArray<MembershipEntry> Entries);

/// <param name="Build">The build of the audience's definition that was judged; <paramref name="Version"/> is what the API shows.</param>
/// <param name="At">What the change is dated; within one contact and audience it never runs backwards.</param>
/// <param name="Announced">Shown in the audience's changes; false for drafts, paused ones and builds not yet serving.</param>
public readonly record struct MembershipEntry(
    string Audience, int Build, int Version, int Slot, Guid Contact, bool Entered, Instant At, Cause Cause, bool Announced);

/// <summary>
/// Built: the set that a build found. Served: the build serves from here on. Muted: nothing is announced from here on. Dropped: the
/// audience is gone. Moved: who entered and left by a bulk write or at one instant of time, as entries would say one by one.
/// </summary>
public enum MarkKind { Built = 0, Served = 1, Muted = 2, Dropped = 3, Moved = 4 }

/// <param name="Since">Built: all members with the instant each is a member since.</param>
/// <param name="Entered">Served: slots that enter what was announced before. Moved: slots that entered.</param>
/// <param name="Left">Served: slots that leave it. Moved: slots that left.</param>
/// <param name="Announcing">Moved: it is announced. Served: changes are announced from here on; only then are <paramref name="Entered"/> and <paramref name="Left"/> shown.</param>
public sealed record AudienceMark(
    MarkKind Kind, string Audience, int Build, int Version, Instant At, Cause Cause, bool Announcing,
    ImmutableArray<MemberSince> Since, ImmutableArray<ushort> Entered, ImmutableArray<ushort> Left);

public readonly record struct MemberSince(ushort Slot, Instant Since);

/// <summary>What an append does to contact rows and identities, in the same transaction.</summary>
/// <param name="Version">The version the row must have now; 0: it must not exist.</param>
/// <param name="Write">The row after it (its Version is the new one); null when only messages came in: then only the version is checked.</param>
/// <param name="Claims">Keys are refused with <see cref="AppendStatus.KeyTaken"/> when another contact has them; addresses are added.</param>
/// <param name="CloseInto">The survivor, which must be Live.</param>
/// <param name="Absorbs">
/// The contact (Merging, its chain of survivors ending in this one) whose identities move to this one, whose state becomes Merged with an
/// empty profile, and whose message rows at those positions are wiped.
/// </param>
/// <param name="Wipe">Positions of this partition whose rows lose payload, name and message id (erasing and forgetting).</param>
/// <param name="KeepIdHashes">Erasing: the message ids of the wiped rows are kept as keyed hashes and never taken again in the book.</param>
/// <param name="Suppress">Erasing: keyed hashes of the contact's identities are kept too.</param>
public sealed record ContactWrite(
    Guid Id, long Version, StoredContact? Write, ImmutableArray<Identity> Claims, ImmutableArray<Identity> Releases,
    Guid? CloseInto, Absorption? Absorbs, ImmutableArray<long> Wipe, bool KeepIdHashes, bool Suppress);

public enum AppendStatus
{
    Appended = 0,
    /// <summary>Another process has taken the partition over.</summary>
    Fenced = 1,
    /// <summary>The contact row has another version or state.</summary>
    Stale = 2,
    /// <summary>A claimed key belongs to <see cref="AppendResult.Other"/>.</summary>
    KeyTaken = 3,
    /// <summary>The survivor of a close, or the contact to absorb, is not in the state that it takes.</summary>
    Gone = 4,
    /// <summary>Steps whose message ids were erased: their indexes among the append's steps are in <see cref="AppendResult.Seen"/>.</summary>
    Erased = 5,
    /// <summary>The writer's queue is full. Nothing was written.</summary>
    Overloaded = 6,
    /// <summary>A claimed identity was erased with <c>suppress</c> since it was looked up: nothing about it is taken.</summary>
    Suppressed = 7,
}

/// <param name="First">Position of the first row; the rest follow.</param>
public readonly record struct AppendResult(AppendStatus Status, long First = 0, Guid? Other = null, ImmutableArray<int> Seen = default);

/// <param name="Results">One for each append, in order.</param>
/// <param name="Last">The partition's last position after all of them.</param>
public sealed record ManyAppended(ImmutableArray<AppendResult> Results, long Last);

/// <summary>Either an entry or a mark, at its position.</summary>
public readonly record struct MembershipRecord(long Position, MembershipEntry? Entry, AudienceMark? Mark);

/// <param name="Version">The version that served then; null: none did yet.</param>
/// <param name="Announcing">Changes were announced then.</param>
/// <param name="Begins">The answer is right for instants from there on.</param>
public sealed record AnnouncedSet(int? Version, bool Announcing, ImmutableArray<AnnouncedMember> Members, LogBeginning Begins);

/// <param name="Since">What its entering was dated.</param>
public readonly record struct AnnouncedMember(Guid Contact, Instant Since);

/// <summary>One number for each instant: what is dated after the one before and no later; of the first, whatever came before.</summary>
/// <param name="Begins">The answer is right for instants from there on.</param>
public sealed record AnnouncedGrowth(ImmutableArray<int> Entered, ImmutableArray<int> Left, LogBeginning Begins);

/// <summary>Up to this position a partition's log is forgotten; nothing of that is dated later than <paramref name="At"/>. Zeros: the log is whole.</summary>
public readonly record struct LogBeginning(long Position, Instant At);

/// <param name="Begins">Up to which position something of the audience is forgotten: whoever asked for what comes after an earlier one may have missed it. 0: nothing is, or it was not asked for.</param>
public sealed record FeedPage(long Begins, ImmutableArray<FeedItem> Items);

/// <param name="Offset">
/// Number within the position from 1: of an entry among all entries there, of an item of a mark among the mark's items (after the entries, if its
/// row has any); a mark that is not expanded has the offset of its last item.
/// </param>
/// <param name="Contact">Null for a mark that is not expanded.</param>
/// <param name="Entries">How many the mark adds and takes away, when it is not expanded.</param>
public readonly record struct FeedItem(
    long Position, int Offset, Guid? Contact, bool Entered, Instant At, Cause Cause, int Version, (int Entered, int Left) Entries);
