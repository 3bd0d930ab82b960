using System.Collections.Immutable;
using Orleans;

namespace Contracts;

/// <summary>
/// Keys (external and anonymous ids) belong to at most one contact of a book and are compared exactly;
/// addresses (e-mails and phones) may be shared by people and are compared in their normal form.
/// </summary>
public enum IdentityKind
{
    External = 0,
    Anonymous = 1,
    Email = 2,
    Phone = 3,

    /// <summary>The id of the contact in another book that it is a copy of.</summary>
    Copy = 4,
}

/// <param name="Value">Keys as sent; e-mails trimmed and lower-case; phones E.164, unreadable ones are no identity.</param>
[GenerateSerializer, Immutable, Alias("identity")]
public readonly record struct Identity([property: Id(0)] IdentityKind Kind, [property: Id(1)] string Value)
{
    public bool IsKey => Kind is IdentityKind.External or IdentityKind.Anonymous or IdentityKind.Copy;
}

/// <summary>The provenance of one value: when, by whom, from where.</summary>
/// <param name="At">Event time of the message, or the business time of an API write.</param>
/// <param name="By"><c>user:…</c>, <c>key:…</c>, <c>event:…</c>, <c>import:…</c>, <c>share:…</c> or <c>rule:…</c>.</param>
/// <param name="From">typed, addressBook, device, file, api, conversation, event or share.</param>
/// <param name="Tie">
/// Decides between equal <paramref name="At"/>: the message id for events, so that arrival order does not matter;
/// null for direct writes, of which the later arrival wins, also over an event of the same instant.
/// </param>
[GenerateSerializer, Immutable, Alias("stamp")]
public readonly record struct Stamp(
    [property: Id(0)] Instant At, [property: Id(1)] string By, [property: Id(2)] string From, [property: Id(3)] string? Tie)
{
    /// <summary>True when a value stamped so replaces one stamped <paramref name="held"/>.</summary>
    public bool Replaces(Stamp held) =>
        At != held.At ? At > held.At
        : Tie is null || (held.Tie is not null && string.CompareOrdinal(Tie, held.Tie) >= 0);
}

/// <param name="Json">The value as JSON text; <c>null</c> is kept as a tombstone so that an older write does not bring it back.</param>
/// <param name="Earlier">
/// The writes before this one, newest first, of one instant one, and not all of very many: since when a value stands follows from
/// them, in whatever order they came in. Null when it is the first.
/// </param>
[GenerateSerializer, Immutable, Alias("profile-value")]
public readonly record struct ProfileValue(
    [property: Id(0)] string Json, [property: Id(1)] Stamp Stamp, [property: Id(2)] ImmutableArray<EarlierValue>? Earlier = null)
{
    /// <summary>Each value with the first instant of it in a row, newest first; the last one may have stood longer than is known.</summary>
    public IEnumerable<(string Json, Instant Since)> Runs()
    {
        var (json, since) = (Json, Stamp.At);
        foreach (var earlier in Earlier ?? [])
        {
            if (earlier.Json is { } other && other != json)
            {
                yield return (json, since);
                json = other;
            }
            since = earlier.At;
        }
        yield return (json, since);
    }
}

/// <param name="Json">Null when it is the same as of the write after it.</param>
/// <param name="Stamp">Known of an import's write, and of the one that an import's came after: an import can be undone.</param>
[GenerateSerializer, Immutable, Alias("earlier-value")]
public readonly record struct EarlierValue([property: Id(0)] Instant At, [property: Id(1)] string? Json, [property: Id(2)] Stamp? Stamp = null);

/// <summary>What an import put onto a contact that bears no name of who put it there.</summary>
/// <param name="ExternalId">Null when it gave none.</param>
/// <param name="Lost">Accounts that it took away.</param>
/// <param name="Undone">Not 0: it was undone, and what became of the contact then.</param>
[GenerateSerializer, Immutable, Alias("import-gain")]
public sealed record ImportGain(
    [property: Id(0)] string Import, [property: Id(1)] string? ExternalId, [property: Id(2)] ImmutableArray<string> AnonymousIds,
    [property: Id(3)] ImmutableArray<string> Sources, [property: Id(4)] ImmutableArray<string> Accounts,
    [property: Id(5)] ImmutableArray<ConsentBefore> Consents, [property: Id(6)] int Undone = 0, [property: Id(7)] ImmutableArray<string>? Lost = null);

/// <param name="Before">What stood before an import changed it; null: nothing.</param>
[GenerateSerializer, Immutable, Alias("consent-before")]
public readonly record struct ConsentBefore([property: Id(0)] string Channel, [property: Id(1)] Consent? Before);

/// <param name="Value">As written.</param>
/// <param name="Normal">The form it is compared in; null for a phone that could not be read.</param>
[GenerateSerializer, Immutable, Alias("profile-address")]
public readonly record struct Address(
    [property: Id(0)] string Value, [property: Id(1)] string? Normal, [property: Id(2)] string? Label, [property: Id(3)] Stamp Stamp);

/// <param name="State">subscribed, unsubscribed or unknown.</param>
[GenerateSerializer, Immutable, Alias("consent")]
public readonly record struct Consent([property: Id(0)] string State, [property: Id(1)] string? Why, [property: Id(2)] Stamp Stamp);

/// <summary>A person put the contact into an audience, or keeps it out, whatever the conditions say.</summary>
[GenerateSerializer, Immutable, Alias("pin")]
public readonly record struct Pin([property: Id(0)] bool In, [property: Id(1)] Stamp Stamp);

/// <summary>A contact is shared with a team.</summary>
/// <param name="Archived">A member has put it away for the whole team; its owner's archive is another.</param>
[GenerateSerializer, Immutable, Alias("team-sharing")]
public readonly record struct TeamSharing([property: Id(0)] Stamp Stamp, [property: Id(1)] Archived? Archived = null);

/// <param name="Reason">hand or auto, or the reason a person gave.</param>
[GenerateSerializer, Immutable, Alias("archived")]
public readonly record struct Archived([property: Id(0)] Instant At, [property: Id(1)] string By, [property: Id(2)] string Reason);

/// <summary>
/// Everything a contact's row holds except its events. Immutable: a change makes a new one.
/// </summary>
/// <remarks>
/// <see cref="Values"/> is keyed by field as rules name it: <c>firstName lastName company birthday address stage segment step
/// assignedTo createdAt</c>, <c>trait.&lt;key&gt;</c>, <c>custom.&lt;key&gt;</c>, <c>preference.&lt;key&gt;</c>,
/// <c>group.&lt;key&gt;</c>, <c>location</c> (the last <c>context.location</c>).
/// Keys after the first dot are top-level; what is nested stays inside the JSON value.
/// </remarks>
[GenerateSerializer, Immutable, Alias("profile")]
public sealed record Profile
{
    public static readonly Profile Empty = new();

    [Id(0)] public string? ExternalId { get; init; }
    [Id(1)] public ImmutableArray<string> AnonymousIds { get; init; } = [];
    [Id(2)] public ImmutableArray<Address> Emails { get; init; } = [];
    [Id(3)] public ImmutableArray<Address> Phones { get; init; } = [];
    [Id(4)] public ImmutableSortedDictionary<string, ProfileValue> Values { get; init; } =
        ImmutableSortedDictionary.Create<string, ProfileValue>(StringComparer.Ordinal);
    [Id(5)] public ImmutableSortedDictionary<string, Stamp> Tags { get; init; } =
        ImmutableSortedDictionary.Create<string, Stamp>(StringComparer.Ordinal);
    /// <summary>By channel: email, sms, whatsapp. A missing channel is unknown.</summary>
    [Id(6)] public ImmutableSortedDictionary<string, Consent> Consents { get; init; } =
        ImmutableSortedDictionary.Create<string, Consent>(StringComparer.Ordinal);
    [Id(7)] public Archived? Archived { get; init; }
    /// <summary>typed, addressBook, device, file, api, conversation, event or share.</summary>
    [Id(8)] public string Origin { get; init; } = "api";
    [Id(9)] public ImmutableArray<string> Sources { get; init; } = [];
    [Id(10)] public ImmutableArray<string> Accounts { get; init; } = [];
    /// <summary>A person edited a field of it (the other ways to be organized are read off the values and tags).</summary>
    [Id(11)] public bool EditedByPerson { get; init; }
    [Id(12)] public Instant CreatedAt { get; init; }
    [Id(13)] public Instant UpdatedAt { get; init; }
    /// <summary>External ids of contacts that were joined into this one: they keep naming it.</summary>
    [Id(14)] public ImmutableArray<string> FormerExternalIds { get; init; } = [];
    /// <summary>Of each owner the last import that ended and the one that runs, as far as they wrote to this contact.</summary>
    [Id(15)] public ImmutableArray<ProfileImport> Imports { get; init; } = [];
    /// <summary>By audience id. Those of an audience that is gone mean nothing.</summary>
    [Id(16)] public ImmutableSortedDictionary<string, Pin> Pins { get; init; } =
        ImmutableSortedDictionary.Create<string, Pin>(StringComparer.Ordinal);
    /// <summary>It is in a personal segment, whose people are shared with nobody.</summary>
    [Id(21)] public bool Personal { get; init; }
    /// <summary>By team id. Those of a team that is gone mean nothing.</summary>
    [Id(17)] public ImmutableSortedDictionary<string, TeamSharing> Teams { get; init; } =
        ImmutableSortedDictionary.Create<string, TeamSharing>(StringComparer.Ordinal);
    [Id(18)] public Correspondence Correspondence { get; init; }
    /// <summary>A person took it out of the archive: the rule leaves it alone for ever.</summary>
    [Id(19)] public bool UnarchivedByPerson { get; init; }
    /// <summary>The last changes of its archives, oldest first.</summary>
    [Id(20)] public ImmutableArray<ArchiveChange> ArchiveHistory { get; init; } = [];
    /// <summary>Of the last imports that gave it an id, a source or an account, or changed a consent; null of most.</summary>
    [Id(22)] public ImmutableArray<ImportGain>? ImportGains { get; init; }
    /// <summary>Contacts of other books that it is a copy of, or was; null of most.</summary>
    [Id(23)] public ImmutableArray<CopyLink>? Copies { get; init; }
}

/// <summary>That a contact is the copy of one in another book.</summary>
/// <param name="From">The user who shared it last.</param>
/// <param name="Addresses">In the form in which they are compared, those that were copied: what the recipient took out does not come again.</param>
/// <param name="Kept">Custom fields that the recipient's organisation does not have, as a JSON object: to be read, and judged by nobody.</param>
/// <param name="Shares">By which it is shared now; none when that is over, and the copy stays.</param>
[GenerateSerializer, Immutable, Alias("copy-link")]
public sealed record CopyLink(
    [property: Id(0)] Guid Source, [property: Id(1)] string From, [property: Id(2)] ImmutableArray<string> Addresses, [property: Id(3)] string? Kept,
    [property: Id(4)] ImmutableArray<CopyShare> Shares);

/// <param name="Since">When the recipient got it by this share.</param>
/// <param name="Tag">That goes with it, whoever put it there.</param>
[GenerateSerializer, Immutable, Alias("copy-share")]
public readonly record struct CopyShare([property: Id(0)] string Share, [property: Id(1)] Instant Since, [property: Id(2)] string Tag);

/// <summary>What is known of a contact from conversations, whatever order they are told in.</summary>
/// <param name="CopiedAt">The first in which it was in copy.</param>
/// <param name="DirectAt">The first that came from it or went to it.</param>
/// <param name="ArchiveAt">When it is archived unless something keeps it from that; null where the organisation does not do so.</param>
[GenerateSerializer, Immutable, Alias("correspondence")]
public readonly record struct Correspondence(
    [property: Id(0)] Instant? CopiedAt, [property: Id(1)] Instant? DirectAt, [property: Id(2)] Instant? ArchiveAt);

/// <param name="On">Into the archive, or out of it.</param>
/// <param name="Team">Whose archive; null: that of whose book the contact is in.</param>
[GenerateSerializer, Immutable, Alias("archive-change")]
public readonly record struct ArchiveChange(
    [property: Id(0)] bool On, [property: Id(1)] Instant At, [property: Id(2)] string By, [property: Id(3)] string Reason, [property: Id(4)] string? Team);

/// <param name="Owner">Whose import it is: <c>user:…</c> or <c>organisation:…</c>.</param>
/// <param name="Row">The last of its rows that was written to the contact: what is written again after a crash changes nothing.</param>
[GenerateSerializer, Immutable, Alias("profile-import")]
public readonly record struct ProfileImport([property: Id(0)] string Owner, [property: Id(1)] string Import, [property: Id(2)] int Row);

/// <summary>Live; Merging: closed, its person not yet taken up by the survivor; Merged; Erased.</summary>
public enum ContactState { Live = 0, Merging = 1, Merged = 2, Erased = 3 }

/// <summary>A contact as the store holds it.</summary>
/// <param name="Version">Grows by one with every change of the profile or the state; events alone leave it.</param>
/// <param name="MergedInto">The survivor, for Merging and Merged.</param>
public sealed record StoredContact(
    string Tenant, string Book, Guid Id, int Partition, int Slot, long Version, ContactState State, Guid? MergedInto, Profile Profile);

/// <summary>The kinds of change rows that concern one contact.</summary>
public enum StepKind
{
    /// <summary>A write by the API, an import or a person.</summary>
    Edit = 0,
    Identify = 1, Track = 2, Page = 3, Screen = 4, Group = 5, Alias = 6,
    /// <summary>The contact is closed into another; its row keeps its place and answers with the survivor.</summary>
    Close = 10,
    /// <summary>The contact took up the person of a closed one; the messages taken over precede it as copies.</summary>
    Absorb = 11,
    Erase = 12,
    /// <summary>One message is taken out of the contact's history.</summary>
    Forget = 13,
}

/// <summary>Why a membership changed, as the log and the API name it (lower-case).</summary>
public enum Cause
{
    Event = 0, Profile = 1, Time = 2, Late = 3, Activated = 4, Edited = 5, Resumed = 6, Pinned = 7, Archived = 8, Unarchived = 9,
    Merged = 10, Erased = 11, Imported = 12, Shared = 13, Access = 14,
}

/// <summary>One change row: a message, or an edit, and the profile after it.</summary>
/// <param name="At">Event time, for messages.</param>
/// <param name="Arrived">Business time of arrival at the server.</param>
/// <param name="Name">Event name for track; page or screen name (may be null) for those.</param>
/// <param name="MessageId">Null for edits.</param>
/// <param name="BodyHash">
/// First 8 bytes of the SHA-256 of what makes two messages the same: type, ids, event, traits, properties and the message's own time.
/// </param>
/// <param name="Payload">
/// For messages, the message as sent without its envelope (JSON object with at least <c>type</c>, and <c>properties</c> or
/// <c>traits</c> and <c>context</c> as they came); for edits, what was changed.
/// </param>
/// <param name="Profile">The whole profile after this step; null when it left the profile as it was.</param>
/// <param name="Copied">Taken over in a merge: judged only with the step that ends the merge, and a known message id drops it.</param>
/// <param name="Active">For track, page and screen: the event counts for first seen, last seen and sessions.</param>
[GenerateSerializer, Immutable, Alias("contact-step")]
public sealed record ContactStep(
    [property: Id(0)] StepKind Kind,
    [property: Id(1)] Instant At,
    [property: Id(2)] Instant Arrived,
    [property: Id(3)] string? Name,
    [property: Id(4)] string? MessageId,
    [property: Id(5)] long BodyHash,
    [property: Id(6)] string Payload,
    [property: Id(7)] Profile? Profile,
    [property: Id(8)] Cause Cause,
    [property: Id(9)] bool Active = true,
    [property: Id(10)] bool Copied = false);

/// <summary>The closed contact whose messages a commit takes over; their payloads are wiped at the old place in the same transaction.</summary>
[GenerateSerializer, Immutable, Alias("absorption")]
public sealed record Absorption(
    [property: Id(0)] Guid Contact, [property: Id(1)] int Partition, [property: Id(2)] ImmutableArray<long> Positions);

/// <summary>What a contact's grain asks its partition to make durable: all of it or nothing.</summary>
/// <param name="Operation">Unique to the attempt; names it in logs.</param>
/// <param name="Slot">The contact's slot, or -1 for a contact that is to be created (then <paramref name="Version"/> is 0).</param>
/// <param name="Version">The version of the stored row this was made from.</param>
/// <param name="Claims">Keys and addresses that the contact gains.</param>
/// <param name="Releases">Keys and addresses that it gives up.</param>
/// <param name="CloseInto">With a Close step: the survivor.</param>
/// <param name="Absorbs">With an Absorb step: whose messages the copies are.</param>
/// <param name="Unheard">Only if the contact has no messages.</param>
/// <param name="Suppress">With an Erase step: keep keyed hashes of the identities, so that nothing of the person is taken again.</param>
[GenerateSerializer, Immutable, Alias("contact-commit")]
public sealed record ContactCommit(
    [property: Id(0)] string Operation,
    [property: Id(1)] string Book,
    [property: Id(2)] Guid Contact,
    [property: Id(3)] int Slot,
    [property: Id(4)] long Version,
    [property: Id(5)] ImmutableArray<ContactStep> Steps,
    [property: Id(6)] ImmutableArray<Identity> Claims,
    [property: Id(7)] ImmutableArray<Identity> Releases,
    [property: Id(8)] Guid? CloseInto = null,
    [property: Id(9)] Absorption? Absorbs = null,
    [property: Id(10)] bool Suppress = false,
    [property: Id(11)] bool Unheard = false);

public enum CommitStatus
{
    Committed = 0,
    /// <summary>Some message ids are known already: leave those steps out and commit again. Nothing was written.</summary>
    SeenBefore = 1,
    /// <summary>The row has another version: read it again. Nothing was written.</summary>
    Stale = 2,
    /// <summary>A claimed key belongs to <see cref="CommitResult.Other"/>. Nothing was written.</summary>
    KeyTaken = 3,
    /// <summary>The contact is closed into <see cref="CommitResult.Other"/>. Nothing was written.</summary>
    Moved = 4,
    /// <summary>The contact is erased, or the survivor of a Close is not live. Nothing was written.</summary>
    Gone = 5,
    /// <summary>The partition has no free slot for a new contact: take another. Nothing was written.</summary>
    Full = 6,
    /// <summary>Too much is waiting. Nothing was written.</summary>
    Overloaded = 7,
    /// <summary>Not loaded, or the outcome is not known: it may or may not have been written. Try again by the same message ids.</summary>
    NotReady = 8,
    /// <summary>The contact has messages, and the commit is for one that has none. Nothing was written.</summary>
    Heard = 9,
}

/// <param name="Index">Index of the step in the commit.</param>
/// <param name="Same">The known message has the same body; otherwise the id was used for another message.</param>
[GenerateSerializer, Immutable, Alias("seen-message")]
public readonly record struct SeenMessage([property: Id(0)] int Index, [property: Id(1)] bool Same);

/// <param name="Slot">Where the contact lives in the partition.</param>
/// <param name="Version">The row's version after the commit.</param>
/// <param name="Position">The partition's position after the commit.</param>
/// <param name="At">When the partition judged it: the row's <see cref="Profile.UpdatedAt"/> is no earlier.</param>
/// <param name="Audiences">Ids of the audiences the contact is in at <paramref name="Position"/>.</param>
[GenerateSerializer, Immutable, Alias("commit-result")]
public sealed record CommitResult(
    [property: Id(0)] CommitStatus Status,
    [property: Id(1)] int Slot = -1,
    [property: Id(2)] long Version = 0,
    [property: Id(3)] long Position = 0,
    [property: Id(4)] ImmutableArray<string> Audiences = default,
    [property: Id(5)] ImmutableArray<SeenMessage> Seen = default,
    [property: Id(6)] Guid? Other = null,
    [property: Id(7)] Instant At = default);

/// <summary>When a contact did something first and last; null when it did nothing that has come yet, or the partition does not hold it.</summary>
[GenerateSerializer, Immutable, Alias("sightings")]
public readonly record struct Sightings([property: Id(0)] Instant? First, [property: Id(1)] Instant? Last);

/// <summary>A message as the store kept it.</summary>
public sealed record StoredMessage(long Position, StepKind Kind, Instant At, Instant Arrived, string? Name, string MessageId, long BodyHash, string Payload, bool Active);
