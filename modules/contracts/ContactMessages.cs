using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using MediatR;

namespace Contracts;

// The door of module contacts. Each is answered by {Request}Handler. A Reference is a contact's id, or
// externalId:<x>, anonymousId:<x>, email:<x>, phone:<x>.

/// <summary>Creates the contact, or changes the one the body is about: absent fields stay, null clears, objects merge, lists add.</summary>
public sealed record UpsertContact(Principal Who, JsonElement Body, string? Book = null) : IRequest<ContactWritten>;

/// <param name="Items">A JSON array of at most 1,000 bodies.</param>
public sealed record UpsertContacts(Principal Who, JsonElement Items, string? Book = null) : IRequest<IReadOnlyList<BatchItem>>;

public sealed record GetContact(Principal Who, string Reference, string? Book = null) : IRequest<ContactView>;

/// <summary>By id.</summary>
/// <param name="Query">Part of a name, e-mail, phone, company or external id.</param>
/// <param name="After">The last contact of the page before.</param>
/// <param name="Audience">Its members alone.</param>
public sealed record ListContacts(
    Principal Who, string? Query, Guid? After, int Limit, bool Total, string? Book = null, string? Audience = null) : IRequest<ContactPage>;

/// <summary>Those of the contacts that are there and that the principal sees, in the order asked.</summary>
public sealed record ShowContacts(Principal Who, IReadOnlyList<Guid> Ids) : IRequest<IReadOnlyList<ContactView>>;

/// <summary>The id behind a reference; of a merged contact its survivor's.</summary>
public sealed record ResolveContact(Principal Who, string Reference, string? Book = null) : IRequest<Guid>;

/// <param name="Body">JSON Merge Patch.</param>
/// <param name="Version">From <c>If-Match</c>; null: the last writer wins.</param>
public sealed record PatchContact(Principal Who, string Reference, JsonElement Body, long? Version, string? Book = null) : IRequest<ContactView>;

/// <param name="Suppress">Nothing about this person is taken again.</param>
public sealed record EraseContact(Principal Who, string Reference, bool Suppress, string? Book = null) : IRequest;

/// <summary>Erases a person in every book of the tenant, whoever's it is; done again, it finishes what a crash cut off.</summary>
/// <param name="Reference">An id, or <c>externalId:…</c>, <c>email:…</c>, <c>phone:…</c>, by which everybody is meant who has it.</param>
public sealed record ErasePerson(Principal Who, string Reference, bool Suppress) : IRequest<ErasedPerson>;

/// <summary>Nothing more is told: the books may be other people's.</summary>
/// <param name="Erased">Contacts.</param>
/// <param name="Copies">Of them those that were erased because a share had made them of another.</param>
public sealed record ErasedPerson(int Erased, int Copies, int Books);

/// <param name="On">False takes the tag away.</param>
public sealed record TagContact(Principal Who, string Reference, string Tag, bool On, string? Book = null) : IRequest<ContactView>;

/// <summary>Into the archive of whose book the contact is in, or into that of a team; each is another.</summary>
/// <param name="On">False takes it out of the archive.</param>
/// <param name="Reason">What <c>archived.reason</c> shows; <c>hand</c> when null.</param>
/// <param name="Book"><c>team:…</c> means that team's archive, as does a contact that is seen by one team alone.</param>
public sealed record ArchiveContact(Principal Who, string Reference, bool On, string? Reason = null, string? Book = null) : IRequest<ContactView>;

/// <summary>Shares the contact with a team, or takes that back.</summary>
public sealed record ShareContact(Principal Who, string Reference, string Team, bool On, string? Book = null) : IRequest<ContactView>;

/// <summary>Pins contacts of the book in an audience or out of it, all of them or, when one of them is unknown, none.</summary>
public sealed record PinContacts(Principal Who, string Book, string Audience, IReadOnlyList<ContactPin> Pins) : IRequest;

/// <param name="Path">Where the contact is named in what was sent.</param>
/// <param name="In">Null: it is not pinned any more.</param>
public sealed record ContactPin(string Path, string Reference, bool? In);

/// <summary>Joins the contact into the other one, which is answered.</summary>
public sealed record MergeContact(Principal Who, string Reference, string Into, string? Book = null) : IRequest<ContactView>;

/// <summary>A contact's events (track, page and screen), newest first.</summary>
/// <param name="After">The position of the last one of the page before.</param>
public sealed record ListContactEvents(Principal Who, string Reference, long? After, int Limit, bool Total, string? Book = null) : IRequest<ContactEventPage>;

public sealed record ForgetContactEvent(Principal Who, string Reference, string MessageId, string? Book = null) : IRequest;

/// <summary>All messages of one ingestion request. One fate each, in order; every accepted one is durable.</summary>
/// <param name="Type">identify … alias from the route; null for a batch.</param>
public sealed record IngestMessages(Principal Who, JsonElement Body, string? Type) : IRequest<IReadOnlyList<MessageReport>>;

/// <summary>Lists as rejected what was refused before a message could be read from it: too large, not JSON, a key without the scope.</summary>
/// <param name="Type">identify … alias from the route; null for a batch.</param>
public sealed record NoteUnreadMessages(Principal Who, string? Type, string Reason) : IRequest;

/// <summary>The last 1,000 messages of the key's book that this process accepted or rejected, newest first.</summary>
public sealed record ListRecentMessages(Principal Who, bool Rejected) : IRequest<IReadOnlyList<RecentMessage>>;

/// <summary>Takes in a file of contacts: answered when it is safe on the disk and its first lines can be read; the rest is a job.</summary>
/// <param name="File">Read to its end.</param>
/// <param name="Audience">A static one into which everybody is put whom a row makes or updates.</param>
/// <param name="Mapping">A JSON object of columns and the fields that they are put into, or null to leave them out; the others go where they go by name.</param>
public sealed record StartImport(Principal Who, Stream File, string? Book = null, string? Audience = null, string? Mapping = null) : IRequest<ImportView>;

/// <summary>
/// Takes in the contacts of a connection whose connector is a source: all of them, or what has changed there since the last pull into the book.
/// </summary>
/// <param name="Full">All of them once more.</param>
public sealed record StartPull(Principal Who, string Connection, string? Book, bool Full) : IRequest<ImportView>;

/// <summary>What an import of the file would make of its first rows; nothing is written.</summary>
/// <param name="Mapping">Null: that of the last import of a file with these columns, if it had one.</param>
public sealed record PreviewImport(Principal Who, Stream File, string? Book, string? Mapping) : IRequest<ImportPreview>;

public sealed record GetImport(Principal Who, string Id) : IRequest<ImportView>;

/// <summary>
/// Takes an import back: contacts that it made, and nobody else knows of, are erased; of all others, what it wrote and still stands goes back
/// to what was there before. Answered at once; asked for again, it changes nothing.
/// </summary>
/// <exception cref="Refusal">409 <c>import-runs</c></exception>
public sealed record UndoImport(Principal Who, string Id) : IRequest<ImportView>;

/// <summary>Newest first, without their errors.</summary>
/// <param name="After">The last import of the page before.</param>
public sealed record ListImports(Principal Who, string? Book, string? After, int Limit) : IRequest<IReadOnlyList<ImportView>>;

/// <param name="After">The last row of the page before; 0 at the beginning.</param>
public sealed record ListImportErrors(Principal Who, string Id, int After, int Limit) : IRequest<IReadOnlyList<ImportErrorView>>;

/// <summary>Does the same to many contacts: answered when it is durable whom it is about; the rest is a job.</summary>
public sealed record StartAction(Principal Who, ContactAction Action) : IRequest<JobView>;

/// <summary>Erases everybody in the book, for who has seen to it that this may be: a job of his, as of any action.</summary>
public sealed record EraseBook(Principal Who, string Book) : IRequest<JobView>;

/// <summary>Whom an action would be about, and nothing is done.</summary>
public sealed record TryAction(Principal Who, ContactAction Action) : IRequest<ActionTrial>;

/// <summary>An action or an import.</summary>
public sealed record GetJob(Principal Who, string Id) : IRequest<JobView>;

/// <summary>Newest first, without their errors.</summary>
/// <param name="After">The last job of the page before.</param>
public sealed record ListJobs(Principal Who, string? Book, string? After, int Limit) : IRequest<IReadOnlyList<JobView>>;

/// <summary>It ends soon; what it has done stays. One that has ended stays as it is.</summary>
public sealed record CancelJob(Principal Who, string Id) : IRequest<JobView>;

/// <summary>Removes what a crash left of imports and actions that were about to be ordered; before anybody may order one.</summary>
public sealed record RemoveOrphans : IRequest;

/// <summary>Carries out what waits, one import and one action of a book at a time, until it is cancelled.</summary>
public sealed record RunJobs : IRequest;

/// <summary>Takes up the contacts whose merge was interrupted; true when none is left.</summary>
public sealed record FinishMerges(string Tenant) : IRequest<bool>;

/// <summary>How many contacts of the books have each of these, in the order given. Walks the books.</summary>
public sealed record CountBearers(string Tenant, ImmutableArray<string> Books, ImmutableArray<TakenOut> Taken) : IRequest<ImmutableArray<int>>;

/// <summary>
/// Gives every contact of the book what its organisation wants in place of what it took out (<see cref="Organising.Replacing"/>); answers
/// to how many there was something to give. May be asked again after any failure.
/// </summary>
public sealed record ReplaceOnContacts(string Tenant, string Book) : IRequest<int>;

public sealed record ContactWritten(ContactView Contact, bool Created);

/// <param name="Status">created, updated or refused.</param>
public sealed record BatchItem(
    int Index, string? Id, string Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string[]>? Errors = null);

/// <param name="Next">The place of the next page; null on the last.</param>
public sealed record ContactPage(IReadOnlyList<ContactView> Items, Guid? Next, long? Total);

public sealed record ContactEventPage(IReadOnlyList<ContactEventView> Items, long? Next, long? Total);

/// <param name="Event">Of a track message.</param>
/// <param name="Name">Of a page or screen message.</param>
public sealed record ContactEventView(
    string MessageId, string Type, string? Event, string? Name, Instant Timestamp, Instant ReceivedAt,
    JsonElement? Properties, JsonElement? Context);

/// <param name="Status">queued, running, done, failed, cancelled, undoing or undone.</param>
/// <param name="Rows">Rows of data that were read; created, updated and skipped make up the sum.</param>
/// <param name="Errors">The first 10,000: why each skipped row was skipped. Left out in lists.</param>
/// <param name="Failure">Why it failed.</param>
public sealed record ImportView(
    string Id, string Book, string Owner, string Status, int Rows, int Created, int Updated, int Skipped,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ImportErrorView>? Errors,
    int ErrorCount, string? Failure, Instant CreatedAt, Instant? EndedAt)
{
    /// <summary>The static audience into which it puts its people; left out where there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Audience { get; init; }

    /// <summary>That it was pulled from; left out where it is a file.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Connection { get; init; }

    /// <summary>How far it is undone; left out where nobody asked for it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImportUndoView? Undo { get; init; }
}

/// <param name="Erased">Contacts that it had made, and nobody else knew of.</param>
/// <param name="Reverted">Of these something went back to what stood before.</param>
/// <param name="Left">It had made or written to these, and nothing of it stood any more.</param>
public sealed record ImportUndoView(int Erased, int Reverted, int Left);

/// <param name="Format">csv, xlsx, xls or vcard.</param>
/// <param name="Importable">False: no column says who somebody is, and the import would be refused until one does by a mapping.</param>
/// <param name="Rows">That were read: the first 1,000.</param>
/// <param name="More">There are more than these.</param>
/// <param name="Errors">The first ten rows of them that would not be taken.</param>
/// <param name="Mapping">That was followed.</param>
/// <param name="Saved">It is the one of an earlier import; to follow it, an import is given it.</param>
public sealed record ImportPreview(
    string Format, bool Importable, IReadOnlyList<ColumnPreview> Columns, int Rows, bool More, IReadOnlyList<ImportErrorView> Errors,
    IReadOnlyDictionary<string, string?> Mapping, bool Saved);

/// <param name="To">The field that it is put into, as a mapping names it; null: it is left out, or only says something of another column.</param>
/// <param name="Samples">Up to three of its cells that differ, cut off after 100 letters.</param>
public sealed record ColumnPreview(string Column, string? To, IReadOnlyList<string> Samples);

/// <summary>What to do to whom: of <paramref name="Ids"/>, <paramref name="Audience"/> and <paramref name="Definition"/> one is given.</summary>
/// <param name="Ids">Contacts as they may be named anywhere, at most 10,000.</param>
/// <param name="Do"><c>tag untag stage segment assign archive unarchive share erase</c></param>
/// <param name="Value">What goes with it; JSON null takes stage, segment or assignee away.</param>
public sealed record ContactAction(
    IReadOnlyList<string>? Ids, string? Audience, JsonElement? Definition, string? Book, string Do, JsonElement? Value);

/// <param name="Sample">At most ten of them.</param>
public sealed record ActionTrial(int Total, IReadOnlyList<ContactView> Sample);

/// <param name="Kind">action or import.</param>
/// <param name="Status">queued, running, done, failed or cancelled.</param>
/// <param name="Done">Contacts or rows; those that failed are among them.</param>
/// <param name="Total">Null while it is not known.</param>
/// <param name="Errors">The first 10,000. Left out in lists.</param>
/// <param name="Failure">Why it failed as a whole.</param>
public sealed record JobView(
    string Id, string Kind, string Book, string Status, int Done, int? Total,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<JobErrorView>? Errors,
    int ErrorCount, string? Failure, Instant CreatedAt, Instant? EndedAt)
{
    /// <summary>Of an action.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Do { get; init; }
}

public sealed record JobErrorView(string Reason)
{
    /// <summary>Of an import's file, from 1.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Row { get; init; }

    /// <summary>Of an action.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? ContactId { get; init; }
}

/// <param name="Row">From 1, counting rows of data.</param>
public sealed record ImportErrorView(int Row, string Reason);

/// <summary>accepted, duplicate, rejected or suppressed.</summary>
public enum MessageResult { Accepted, Duplicate, Rejected, Suppressed }

/// <param name="Reason">Why it was rejected.</param>
/// <param name="Path">JSON path in the message.</param>
public sealed record MessageReport(int Index, MessageResult Result, string? Reason = null, string? Path = null);

/// <param name="UserId">As sent; null when it could not be read.</param>
public sealed record RecentMessage(
    Instant At, string Type, string? Event, string? MessageId, string? UserId, string? AnonymousId, string? ContactId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Path);

/// <summary>A contact as the API shows it.</summary>
/// <param name="Id">32 hexadecimal digits.</param>
/// <param name="Subscribed">The e-mail consent; null while it is unknown.</param>
/// <param name="FirstSeen">Of active events.</param>
public sealed record ContactView(
    string Id, string Book, string Owner, string? ExternalId, IReadOnlyList<string> AnonymousIds,
    string? Email, IReadOnlyList<LabelledValue> Emails, string? Phone, IReadOnlyList<LabelledValue> Phones,
    string? FirstName, string? LastName, string? Company, string? Birthday, PostalAddress? Address,
    IReadOnlyDictionary<string, JsonElement> Traits, IReadOnlyList<string> Tags, string? Stage, string? Segment, string? Step,
    IReadOnlyDictionary<string, JsonElement> CustomFields, IReadOnlyDictionary<string, JsonElement> Preferences,
    bool? Subscribed, IReadOnlyDictionary<string, ConsentView> Consent, IReadOnlyList<string> Sources, IReadOnlyList<string> Accounts,
    string Origin, string? AssignedTo, bool Imported, bool Organized, ArchivedView? Archived,
    IReadOnlyList<TeamShareView> Teams, Instant? FirstSeen, Instant? LastSeen, Instant CreatedAt, Instant UpdatedAt, long Version)
{
    /// <summary>By whose shares it is here, or has been changed here; left out where there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<CopyView>? Shared { get; init; }
}

/// <param name="From">The user whose share it is.</param>
/// <param name="CustomFields">What the recipient's organisation has no fields for: to be read.</param>
public sealed record CopyView(string From, string Share, Instant Since, IReadOnlyDictionary<string, JsonElement> CustomFields);

/// <summary>A team with which the contact is shared.</summary>
/// <param name="Archived">By one of its people, for the whole team.</param>
public sealed record TeamShareView(string Team, Instant Since, ArchivedView? Archived);

public sealed record LabelledValue(
    string Value, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Label);

public sealed record PostalAddress(string? Street, string? City, string? Region, string? PostalCode, string? Country);

public sealed record ConsentView(string State, Instant At, string By, string? Why);

public sealed record ArchivedView(Instant At, string By, string Reason);
