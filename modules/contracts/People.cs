using System.Collections.Immutable;
using MediatR;

namespace Contracts;

// Organisations, users, teams and invitations of a tenant, and what was done to them. Answered by module accounts.

/// <summary>Invites somebody into the organisation of who asks; the answer is the only place where the token is shown.</summary>
/// <param name="Role">viewer, member, admin or owner; owners are made by owners.</param>
public sealed record InviteUser(Principal By, string Email, string Role) : IRequest<MadeInvitation>;

/// <param name="Token">Lets whoever has it become that user, once, for <c>7 days</c>.</param>
public sealed record MadeInvitation(InvitationInfo Invitation, string Token);

public sealed record InvitationInfo(string Id, string Organisation, string Email, string Role, Instant CreatedAt, Instant ExpiresAt);

/// <summary>Invitations that wait to be accepted, oldest first.</summary>
public sealed record ListInvitations(Principal By) : IRequest<ImmutableArray<InvitationInfo>>;

/// <summary>False when there is none that waits.</summary>
public sealed record WithdrawInvitation(Principal By, string Id) : IRequest<bool>;

/// <summary>Makes the user with his book and a key of his own, in one step. Whoever has the token is taken to be him.</summary>
public sealed record AcceptInvitation(string Token, string Name) : IRequest<AcceptedInvitation>;

/// <param name="Key">The user's key, shown this once.</param>
public sealed record AcceptedInvitation(UserInfo User, string Key);

/// <summary>Gives every user of every tenant who may have a book the audiences that all have, where a crash or an older program left them out.</summary>
public sealed record WelcomeUsers : IRequest;

/// <summary>The users of the organisation, by when they came.</summary>
public sealed record ListUsers(Principal By) : IRequest<ImmutableArray<UserInfo>>;

/// <param name="Books">The books that are the user's.</param>
/// <param name="DisabledAt">From then on the user's keys are refused; the books stay.</param>
public sealed record UserInfo(
    string Id, string Organisation, string Name, string? Email, string Role, ImmutableArray<string> Books, Instant CreatedAt, Instant? DisabledAt,
    SwitchesView Switches);

/// <summary>What is null stays. Owners are made and unmade by owners, and the last one stays.</summary>
public sealed record ChangeUser(Principal By, string Id, string? Name, string? Role, bool? Disabled, SwitchesChange? Switches = null) : IRequest<UserInfo>;

/// <summary>A disabled user's books become another user's, or the organisation's.</summary>
/// <param name="To">A user's id; null: the organisation.</param>
public sealed record TransferBooks(Principal By, string User, string? To) : IRequest<ImmutableArray<string>>;

/// <summary>Erases the contacts of a user's books, who has been disabled for 30 days; a job for each book.</summary>
public sealed record EraseBooks(Principal By, string User) : IRequest<ImmutableArray<JobView>>;

/// <summary>Makes another organisation in the tenant, and an invitation for its first owner.</summary>
public sealed record CreateOrganisation(Principal By, string Name, string OwnerEmail) : IRequest<MadeOrganisation>;

public sealed record MadeOrganisation(OrganisationInfo Organisation, MadeInvitation Invitation);

public sealed record ListOrganisations(Principal By) : IRequest<ImmutableArray<OrganisationInfo>>;

public sealed record OrganisationInfo(string Id, string Name, string Book, Instant CreatedAt);

public sealed record CreateTeam(Principal By, string Name) : IRequest<TeamInfo>;

/// <summary>The teams of the organisation by name; to who is no admin, those he is in.</summary>
public sealed record ListTeams(Principal By) : IRequest<ImmutableArray<TeamInfo>>;

/// <param name="Members">Ids of users.</param>
public sealed record TeamInfo(string Id, string Name, ImmutableArray<string> Members, Instant CreatedAt);

/// <summary>What the team is called, for those who see what is shared with it; null when it is gone.</summary>
public sealed record TeamName(string Tenant, string Team) : IRequest<string?>;

/// <summary>Null when there is no such team.</summary>
public sealed record RenameTeam(Principal By, string Id, string Name) : IRequest<TeamInfo?>;

public sealed record RemoveTeam(Principal By, string Id) : IRequest<bool>;

/// <summary>Brings a user of the organisation into the team or out of it; null when there is no such team or user.</summary>
public sealed record SetTeamMember(Principal By, string Team, string User, bool On) : IRequest<TeamInfo?>;

/// <summary>An admin has a person erased; refused to everybody else.</summary>
/// <param name="Done">Null: it is about to be done.</param>
public sealed record NoteErasure(Principal By, ErasedPerson? Done) : IRequest;

/// <summary>Puts into the audit log what an admin is about to do; without it, it is not done. It was checked and may still fail.</summary>
/// <param name="What">As in <see cref="AuditItem"/>.</param>
/// <param name="Detail">Ids and names of settings: no secret, and nothing of a person that an erasure would have to find there.</param>
public sealed record NoteDeed(Principal By, string What, string Subject, object? Detail = null) : IRequest;

/// <summary>What was done to accounts and connections, oldest first: each entry's hash covers the one before it.</summary>
/// <param name="After">Number of the last entry read; 0: from the beginning.</param>
public sealed record ListAudit(Principal By, long After, int Limit) : IRequest<ImmutableArray<AuditItem>>;

/// <param name="By"><c>user:…</c>, <c>key:…</c> or <c>machine</c>.</param>
/// <param name="What"><c>key.created</c>, <c>user.changed</c> …</param>
/// <param name="Detail">JSON, without secrets.</param>
/// <param name="Hash">SHA-256, in hexadecimal, of the hash before it and this entry.</param>
public sealed record AuditItem(long Number, Instant At, string By, string What, string Subject, string Detail, string Hash);

/// <summary>Reads the tenant's whole audit log again; null when no entry is missing or changed, else the number of the first that is.</summary>
public sealed record VerifyAudit(Principal By) : IRequest<AuditFinding>;

public sealed record AuditFinding(long Checked, long? FirstWrong);
