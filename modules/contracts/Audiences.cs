using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using MediatR;
using Orleans;
using Orleans.Concurrency;

namespace Contracts;

/// <summary>
/// 65,536 slots of a tenant: owns their order, membership, time and commit. Key: <c>{tenant}/partition/{number}</c>.
/// </summary>
[Alias("partition")]
public interface IPartitionGrain : IGrainWithStringKey
{
    /// <summary>
    /// Makes a change of one contact durable together with every membership change that follows from it. When it answers
    /// Committed, the change survives power loss and every later read sees it.
    /// </summary>
    [AlwaysInterleave]
    [Alias("commit")]
    Task<CommitResult> Commit(ContactCommit commit);

    /// <summary>
    /// Changes of many contacts, each of which stands or falls by itself, made durable in one transaction: the lane of imports. What
    /// the changes do to memberships is written as one set an audience. Answers in the order given, without the audiences of each.
    /// </summary>
    /// <param name="commits">Of different contacts; one that has a change in flight is answered Stale.</param>
    [Alias("commit-many")]
    Task<ImmutableArray<CommitResult>> CommitMany(ImmutableArray<ContactCommit> commits);

    /// <summary>When each of the contacts did something first and last, in the order given.</summary>
    [Alias("seen")]
    Task<ImmutableArray<Sightings>> Seen(ImmutableArray<Guid> contacts);

    /// <summary>Positions of the change rows of the contact's messages, by event time, then by position; none when the partition does not hold it.</summary>
    [Alias("messages")]
    Task<ImmutableArray<long>> Messages(Guid contact);
}

/// <summary>
/// The partition is loading, or the outcome of its last write is being found out: ask again. HTTP answers it with 503.
/// </summary>
[GenerateSerializer, Alias("partition-not-ready")]
public sealed class PartitionNotReadyException() : Exception("The partition is being loaded.");

/// <summary>The names of grains; no personal data goes into them.</summary>
public static class GrainKeys
{
    /// <summary>Slots in a partition.</summary>
    public const int PartitionSize = 65_536;

    public static string Partition(string tenant, int number) => $"{tenant}/partition/{number}";
    public static string Contact(string tenant, Guid id) => $"{tenant}/contact/{id:N}";
    public static string Audience(string tenant, string id) => $"{tenant}/audience/{id}";

    /// <summary>Splits a key into its tenant and its last part.</summary>
    public static (string Tenant, string Id) Split(string key) =>
        (key[..key.IndexOf('/')], key[(key.LastIndexOf('/') + 1)..]);
}

// Requests: the door of module audiences. Each is answered by {Request}Handler.

/// <param name="Body">The JSON body of POST /v1/audiences.</param>
public sealed record CreateAudience(Principal Principal, JsonElement Body) : IRequest<AudienceAnswer>;

/// <param name="Revision">From <c>If-Match</c>; null: the last writer wins.</param>
public sealed record ReplaceAudience(Principal Principal, string Id, JsonElement Body, long? Revision) : IRequest<AudienceAnswer>;

public sealed record GetAudience(Principal Principal, string Id) : IRequest<AudienceView>;

/// <summary>Newest first.</summary>
public sealed record ListAudiences(Principal Principal, string? Kind, string? Status, string? Query) : IRequest<IReadOnlyList<AudienceView>>;

/// <param name="Status">active or paused.</param>
public sealed record SetAudienceStatus(Principal Principal, string Id, string Status) : IRequest<AudienceAnswer>;

public sealed record DeleteAudience(Principal Principal, string Id, long? Revision) : IRequest;

/// <param name="After">The last contact of the page before.</param>
/// <param name="Place">The place of the first page, which stays that of every page.</param>
public sealed record ListMembers(Principal Principal, string Id, Guid? After, string? Place, int Limit) : IRequest<MembersPage>;

/// <summary>Puts people into an audience, or keeps them out of it, whatever its conditions say; or leaves it to the conditions again.</summary>
/// <param name="Body"><c>{ in?: [ids], out?: [ids], clear?: [ids] }</c>, ids as contacts may be named anywhere, at most 1,000 together.</param>
public sealed record PinMembers(Principal Principal, string Id, JsonElement Body) : IRequest<AudienceAnswer>;

/// <summary>Who is pinned, by contact id.</summary>
public sealed record ListPins(Principal Principal, string Id, Guid? After, int Limit) : IRequest<PinsPage>;

public sealed record GetMember(Principal Principal, string Id, Guid Contact) : IRequest<MemberView>;

/// <param name="After">A place; <c>0</c> is the beginning.</param>
/// <param name="Wait">How long to wait for the first change; zero answers at once.</param>
public sealed record ListChanges(Principal Principal, string Id, string After, TimeSpan Wait, int Limit, bool Expand) : IRequest<ChangesPage>;

public sealed record PreviewAudience(Principal Principal, JsonElement Body) : IRequest<PreviewView>;

/// <summary>Refuses what people of the book cannot be put into: an unknown audience, one of another book, and one that is not static.</summary>
public sealed record RequireStaticAudience(Principal Principal, string Id, string Book) : IRequest;

/// <summary>
/// Whom an order that writes is about: the members of an audience, or who meets a definition in a book, part by part, of one version of
/// the audience.
/// </summary>
/// <param name="Audience">Null: <paramref name="Definition"/> says who.</param>
/// <param name="Book">The audience's, or whose contacts the definition judges; null: the audience's, or the key's own.</param>
/// <param name="Part">From 0.</param>
/// <param name="Version">Of the part before; 0 at the beginning.</param>
public sealed record SelectContacts(
    Principal Principal, string? Audience, JsonElement? Definition, string? Book, int Part, int Version) : IRequest<SelectedContacts>;

/// <param name="Next">The number of the part behind this one; null after the last.</param>
public sealed record SelectedContacts(string Book, ImmutableArray<Guid> Contacts, int Version, int? Next);

/// <summary>What definitions over the book may name: built-in fields, custom ones, and every trait, event and property that is there.</summary>
public sealed record ListFields(Principal Principal, string? Book) : IRequest<IReadOnlyList<FieldView>>;

/// <param name="Field">As definitions name it.</param>
/// <param name="Property">For the <c>where</c> of that event; null for the field itself.</param>
/// <param name="Kind"><c>text number date boolean list assignee event any</c>, or the kind of a custom field.</param>
/// <param name="Values">The 50 commonest, of the first 500 different ones that each partition meets; longer than 100 characters are left out.</param>
/// <param name="Seen">Contacts that have it.</param>
public sealed record FieldView(
    string Field, string? Property, string Label, string Kind, IReadOnlyList<string> Operators, IReadOnlyList<FieldValueView> Values, int Seen);

/// <param name="Count">Contacts that have it.</param>
/// <param name="Label">Of a stage, segment or step that the organisation has configured; these come first, in its order.</param>
public sealed record FieldValueView(
    string Value, int Count, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Label = null);

/// <summary>Reads a definition as saving it would, and saves nothing.</summary>
/// <param name="Body"><c>{ definition | text }</c>, and of what it is to be: <c>audience</c>, or else <c>kind</c> and <c>book</c>.</param>
public sealed record CheckDefinition(Principal Principal, JsonElement Body) : IRequest<CheckedDefinition>;

/// <param name="Definition">As it would be saved: with what was left to defaults.</param>
/// <param name="Text">The text form, which is read back as the same definition.</param>
/// <param name="Sentence">In plain English.</param>
public sealed record CheckedDefinition(JsonElement Definition, string Text, string Sentence, IReadOnlyList<string> Warnings);

public sealed record VerifyAudience(Principal Principal, string Id) : IRequest<VerifyView>;

/// <summary>The audiences of a contact that the principal may see.</summary>
public sealed record ListAudiencesOfContact(Principal Principal, Guid Contact) : IRequest<IReadOnlyList<ContactAudienceView>>;

/// <summary>
/// The owner's "Last People Import" of the book shows the contacts of that import from now on, whom it showed before it does not; done
/// again, nothing happens.
/// </summary>
public sealed record ShowLastImport(Principal Principal, string Book, string Import) : IRequest;

/// <summary>Makes of each user's default audiences those that are not there yet.</summary>
public sealed record EnsureDefaultAudiences(string Tenant, IReadOnlyCollection<UserBook> Users) : IRequest;

public sealed record UserBook(string User, string Book);

/// <summary>Makes the audiences of those teams that are not there yet.</summary>
/// <param name="AreAll">The tenant has no other teams: what others have goes.</param>
public sealed record KeepTeamAudiences(string Tenant, IReadOnlyCollection<string> Teams, bool AreAll = false) : IRequest;

/// <summary>The team is gone, and its audiences go.</summary>
public sealed record DropTeamAudiences(string Tenant, string Team) : IRequest;

/// <summary>
/// Makes the recipient's audience of a share, or gives it the name that it has by now; done when it is in force. Who is in it is what the share
/// says on the contacts. Done again, nothing happens.
/// </summary>
/// <param name="Id">Always the same of one share and recipient.</param>
/// <param name="Was">The name that it was last given, which may have got a number because the recipient had one of that name; null: none yet.</param>
/// <param name="By">Who shares it.</param>
public sealed record ReceiveAudience(string Tenant, string Id, string User, string Book, string Name, string? Was, string? Description, string By) : IRequest;

/// <summary>The share is over for the recipient: his audience goes. False when it was gone already.</summary>
public sealed record DropReceivedAudience(string Tenant, string Id) : IRequest<bool>;

/// <summary>Refuses to let an audience go that is shared, whose recipients are to be told first, or that a managed one refers to.</summary>
/// <exception cref="Refusal">409 <c>audience-shared</c>, <c>audience-in-use</c></exception>
public sealed record RequireUnshared(string Tenant, string Audience) : IRequest;

/// <summary>Empties those users' audiences over books that they may not use any more, and fills those over books that they may use again.</summary>
public sealed record ReviewAccess(string Tenant, IReadOnlyCollection<UserAccess> Users) : IRequest;

/// <summary>Ids of the contacts that a team sees, in order.</summary>
public sealed record ListTeamContacts(string Tenant, string Team, Guid? After, int Limit) : IRequest<IReadOnlyList<Guid>>;

/// <param name="Books">All that the user may make audiences over.</param>
public sealed record UserAccess(string User, IReadOnlySet<string> Books);

/// <summary>How many audiences over the books ask for each of these, in the order given.</summary>
public sealed record CountNaming(string Tenant, ImmutableArray<string> Books, ImmutableArray<TakenOut> Taken) : IRequest<ImmutableArray<int>>;

/// <summary>
/// Lets every audience over the books ask for what is there in place of what was taken out; done when that is in force. May be asked again
/// after any failure.
/// </summary>
/// <param name="Both">It asks for the old as well as the new, so that nobody leaves and enters while contacts have still the one or the other.</param>
public sealed record ReplaceInDefinitions(
    string Tenant, ImmutableArray<string> Books, ImmutableArray<Replacement> Replacing, bool Both) : IRequest;

/// <summary>Loads the partitions of every tenant and finishes what a crash interrupted; true when all are ready.</summary>
public sealed record KeepPartitions : IRequest<bool>;

/// <summary>Forgets whole months of the membership log that ended so many days ago or earlier; 0: none. To be sent every now and then.</summary>
public sealed record ForgetOldLog(int Days) : IRequest;

/// <summary>Applies everything that is due by then, in every partition.</summary>
public sealed record AdvancePartitions(Instant To) : IRequest;

/// <summary>Writes what a quick start needs; before a graceful stop.</summary>
public sealed record SavePartitions : IRequest;

/// <summary>What the partitions of all tenants take in this process, by what it is for.</summary>
public sealed record MeasurePartitions : IRequest<ImmutableArray<MemoryLine>>;

/// <param name="Bytes">Of the arrays and objects that are held, without what the runtime adds.</param>
[GenerateSerializer, Immutable, Alias("memory-line")]
public readonly record struct MemoryLine([property: Id(0)] string Name, [property: Id(1)] long Bytes);

/// <param name="InForce">False: the new version is still being built; reads answer the old one.</param>
public sealed record AudienceAnswer(AudienceView Audience, bool InForce);

/// <param name="Count">Null while pending.</param>
public sealed record AudienceSize(string State, int? Count, Instant AsOf);

/// <param name="Version">The version being built.</param>
/// <param name="Done">Share of the partitions that have it, 0 to 1.</param>
public sealed record AudienceBuilding(int Version, double Done);

/// <param name="Version">The version of the definition that answers.</param>
/// <param name="Announced">False for drafts and paused ones: members are right, and nothing goes out.</param>
/// <param name="Warnings">What the definition's writer should look at again; only in the answers to POST and PUT.</param>
/// <param name="Revision">The ETag.</param>
/// <param name="Label">Of a team's audience the team's name.</param>
public sealed record AudienceView(
    string Id, string Key, string Name, string? Description, string Kind, string Book, string Owner, string Origin, string Status,
    int Version, JsonElement Definition, string Sentence, AudienceSize Size, bool Announced, IReadOnlyList<string> Warnings,
    AudienceBuilding? Building, Instant CreatedAt, string CreatedBy, Instant UpdatedAt, [property: JsonIgnore] long Revision,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Label = null);

public sealed record MembersPage(IReadOnlyList<MemberItem> Items, bool More, Instant AsOf, string Place, int Version, bool Announced);

public sealed record MemberItem(Guid ContactId, Instant Since)
{
    /// <summary>Null: by the conditions.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PinView? Pinned { get; init; }
}

/// <param name="As">in or out.</param>
public sealed record PinView(string As, string By, Instant At)
{
    public static PinView? Of(bool isIn, Stamp? stamp) => stamp is { } pinned ? new(isIn ? "in" : "out", pinned.By, pinned.At) : null;
}

public sealed record PinnedItem(Guid ContactId, PinView Pinned);

public sealed record PinsPage(IReadOnlyList<PinnedItem> Items, bool More);

public sealed record NextChange(Instant At, string To);

public sealed record MemberView(bool Member, Instant? Since, NextChange? NextChange)
{
    /// <summary>Null: the conditions decide.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PinView? Pinned { get; init; }
}

public sealed record ContactAudienceView(string AudienceId, string Name, Instant Since, NextChange? NextChange);

public sealed record ChangesPage(IReadOnlyList<ChangeView> Items, string Last);

/// <param name="Change">entered or left; rebuilt for a backfill that is not expanded, with its counts.</param>
public sealed record ChangeView(Guid? ContactId, string Change, Instant At, string Cause, int Version, int? Entered, int? Left);

/// <param name="Count">Null while pending.</param>
public sealed record PreviewView(int? Count, Instant AsOf, IReadOnlyList<Guid> Sample, IReadOnlyList<string> Warnings)
{
    /// <summary>Something has to be read before the first answer: ask again. Null of an answer.</summary>
    public PreviewPending? Pending { get; init; }
}

/// <param name="Done">Share of what has to be read, 0 to 1.</param>
public sealed record PreviewPending(double Done);

public sealed record VerifyView(int Checked, IReadOnlyList<Guid> Wrong);

/// <summary>How much may be saved; what was saved before stays.</summary>
/// <param name="Conditions">Of one definition, include and exclude together.</param>
/// <param name="Clauses">Of one <c>where</c>.</param>
/// <param name="Depth">Groups in groups.</param>
/// <param name="Organisation">Organisation audiences of one organisation.</param>
/// <param name="Custom">Custom audiences of one user.</param>
public sealed record AudienceLimits(int Conditions = 10, int Clauses = 10, int Depth = 5, int Organisation = 100, int Custom = 100)
{
    public static readonly AudienceLimits Default = new();
}
