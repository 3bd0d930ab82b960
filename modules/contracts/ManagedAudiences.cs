using System.Collections.Immutable;
using System.Text.Json;
using MediatR;

namespace Contracts;

// Filters that an admin makes once for many: each recipient has an audience with them over his own book. Answered by module sharing.

/// <param name="Definition">As of an audience; it refers to audiences of the organisation alone, which all may see.</param>
/// <param name="Recipients"><c>everyone</c>, or recipients of the organisation.</param>
public sealed record ManagedBody(string Name, string? Description, JsonElement Definition, ImmutableArray<string> Recipients);

public sealed record CreateManaged(Principal By, ManagedBody Body) : IRequest<ManagedView>;

/// <summary>Oldest first.</summary>
public sealed record ListManaged(Principal By) : IRequest<ImmutableArray<ManagedView>>;

public sealed record GetManaged(Principal By, string Id) : IRequest<ManagedView>;

/// <param name="Version">From <c>If-Match</c>; null: the last writer wins.</param>
public sealed record ReplaceManaged(Principal By, string Id, ManagedBody Body, long? Version) : IRequest<ManagedView>;

/// <summary>Who is stopped keeps as an audience of his own what he uses, and has it no longer where he does not.</summary>
/// <param name="Recipients">They are recipients no longer; null with <paramref name="Users"/>: it ends for all, and is gone.</param>
/// <param name="Users">Ids of users who get it by no other recipient either, until one is named again.</param>
/// <param name="Confirmed">False, unless <paramref name="DryRun"/>: 409 <c>confirmation-needed</c> with what would happen.</param>
public sealed record StopManaged(
    Principal By, string Id, ImmutableArray<string>? Recipients, ImmutableArray<string>? Users, bool Confirmed, bool DryRun) : IRequest<ManagedStopView>;

/// <param name="Stays">How many keep it as a custom audience, because it is active or referred to.</param>
/// <param name="Goes">How many have it no longer.</param>
/// <param name="Managed">Null after a dry run, and when it is gone.</param>
public sealed record ManagedStopView(int Stays, int Goes, ManagedView? Managed);

/// <param name="Stopped">Users who do not get it, whatever the recipients stand for.</param>
/// <param name="Users">How many have it.</param>
/// <param name="Used">How many of them use it: it is active, or something refers to it.</param>
/// <param name="Ending">It was stopped for all, and goes when it is nobody's any more.</param>
/// <param name="Version">The ETag.</param>
public sealed record ManagedView(
    string Id, string Name, string? Description, JsonElement Definition, ImmutableArray<string> Recipients, ImmutableArray<string> Stopped,
    int Users, int Used, bool Ending, ManagedSpreading Spreading, Instant CreatedAt, string CreatedBy, Instant UpdatedAt, long Version);

/// <param name="Status">done: all have it as it is now, and nobody else; running; or failed, which is tried again.</param>
/// <param name="Done">Who has it as it is now, of <paramref name="Total"/>.</param>
/// <param name="Leaving">Who has it still and is to have it no longer.</param>
public sealed record ManagedSpreading(string Status, int Done, int Total, int Leaving, string? Reason);

/// <summary>People have come, left or changed: managed audiences follow. Returns when they have, or after some seconds, and never fails.</summary>
public sealed record ReviewManaged(string Tenant) : IRequest;

/// <summary>Keeps what users have of managed audiences as it should be until it is cancelled.</summary>
public sealed record RunManaged : IRequest;

/// <summary>The organisation's managed audiences ask for what is there in place of what was taken out of its configuration. May be asked again.</summary>
public sealed record ReplaceInManaged(string Tenant, string Organisation, ImmutableArray<Replacement> Replacing) : IRequest;

// What users have of them. Answered by module audiences.

/// <summary>The definition as it is to be saved, in canonical JSON.</summary>
/// <exception cref="Refusal">As of an audience; 422 <c>private-reference</c>.</exception>
public sealed record CheckManaged(Principal By, JsonElement Definition) : IRequest<string>;

/// <summary>The definition, in canonical JSON, asking for what is there in place of what was taken out.</summary>
public sealed record RewordManaged(string Definition, ImmutableArray<Replacement> Replacing) : IRequest<string>;

/// <summary>All that users of the tenant have.</summary>
public sealed record ListManagedAudiences(string Tenant) : IRequest<ImmutableArray<ManagedAudience>>;

/// <param name="Set">Of which managed audience.</param>
/// <param name="Edition">Which of its editions.</param>
/// <param name="InForce">False: it is being built, and answers as before.</param>
/// <param name="IsUsed">It is active, or another audience refers to it.</param>
public sealed record ManagedAudience(string Set, string User, string Id, int Edition, bool InForce, bool IsUsed);

/// <summary>Each of the users has it, in this edition, and it is in force; may be asked again.</summary>
/// <returns>Users for whom it could not be done.</returns>
public sealed record GiveManaged(string Tenant, ManagedFilters Filters, ImmutableArray<UserBook> Users) : IRequest<ImmutableArray<string>>;

/// <param name="Edition">Rises with each change of what follows it.</param>
/// <param name="Definition">Canonical JSON.</param>
public sealed record ManagedFilters(string Set, int Edition, string Name, string? Description, string Definition, string By);

/// <summary>
/// Those audiences are managed no longer: what is used becomes its user's custom audience, with its id, members and log, and the others go. May be
/// asked again.
/// </summary>
/// <param name="Used">Of them those that something outside of audiences refers to.</param>
/// <returns>Those for which it could not be done.</returns>
public sealed record TakeManaged(string Tenant, ImmutableArray<string> Audiences, ImmutableArray<string> Used) : IRequest<ImmutableArray<string>>;
