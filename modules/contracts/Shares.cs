using System.Collections.Immutable;
using MediatR;

namespace Contracts;

// Audiences that are shared with their contacts. Answered by module sharing. All of it is for who shares, but LeaveShare.

/// <summary>Shares the audience with these recipients and nobody else, and copies its contacts to them; whoever has it already is synced too.</summary>
/// <param name="Recipients"><c>user:…</c>, <c>team:…</c> or <c>organisation:…</c>.</param>
/// <exception cref="Refusal">403 <c>sharing-is-off</c>; 409 <c>audience-not-active</c>; 422 <c>not-shareable</c> and for unknown recipients.</exception>
public sealed record ShareAudience(Principal Who, string Audience, ImmutableArray<string> Recipients) : IRequest<ShareView>;

/// <summary>What a sync would do now, and with the share unchanged when it is confirmed, does.</summary>
/// <param name="Recipients">As if it were shared with these; null: as it is.</param>
public sealed record PreviewShare(Principal Who, string Audience, ImmutableArray<string>? Recipients) : IRequest<SharePreview>;

/// <summary>Sync now: does what a preview has shown. While one runs, it goes on with this.</summary>
/// <param name="Preview">What it answered.</param>
/// <exception cref="Refusal">409 <c>preview-outdated</c>: something is otherwise than it was shown.</exception>
public sealed record SyncShare(Principal Who, string Audience, string Preview) : IRequest<ShareView>;

public sealed record GetShare(Principal Who, string Audience) : IRequest<ShareView>;

/// <summary>What the principal shares, oldest first.</summary>
public sealed record ListShares(Principal Who) : IRequest<IReadOnlyList<ShareView>>;

/// <summary>The recipients lose audience and tag, and keep the contacts.</summary>
public sealed record EndShare(Principal Who, string Audience) : IRequest<ShareView>;

/// <summary>A recipient gives back what he got: the audience and its tag go, the contacts stay, and no sync of this share comes again.</summary>
/// <param name="Audience">His, of kind shared.</param>
public sealed record LeaveShare(Principal Who, string Audience) : IRequest;

/// <summary>Null when there is no such sync that the principal may see.</summary>
public sealed record GetShareJob(Principal Who, string Job) : IRequest<JobView?>;

/// <summary>It ends soon; what is copied stays. Null when there is no such sync that the principal may see.</summary>
public sealed record CancelShareJob(Principal Who, string Job) : IRequest<JobView?>;

/// <summary>Carries out what shares are to do, until it is cancelled.</summary>
public sealed record RunShares : IRequest;

/// <param name="Status">syncing, synced, cancelled, failed or ending.</param>
/// <param name="Reason">Why it failed.</param>
/// <param name="Users">For how many the recipients stand, without those who left.</param>
/// <param name="Done">Contacts times users of the sync that goes on or was the last.</param>
/// <param name="Job">Of that sync: <c>GET /v1/jobs/{id}</c>, and DELETE cancels it.</param>
public sealed record ShareView(
    string Id, string Audience, ImmutableArray<string> Recipients, string Status, string? Reason, int Users, int Done, int Total,
    ImmutableArray<ShareUserView> PerUser, SkippedView Skipped, Instant? SyncedAt, string Job, Instant CreatedAt, string CreatedBy);

/// <param name="Status">waiting, synced, ending or left.</param>
/// <param name="Audience">The user's own, that shows the contacts.</param>
public sealed record ShareUserView(string User, string Name, string Status, string Audience, CopyCounts Counts, Instant? SyncedAt);

/// <summary>Members of the audience who do not cross, by why.</summary>
public readonly record struct SkippedView(int Unsubscribed, int ConsentUnknown, int Archived, int Personal, int NoAddress);

/// <param name="Preview">Confirms it: what is confirmed is this and nothing else.</param>
/// <param name="Users">How many users will be updated.</param>
/// <param name="Contacts">How many of the audience's cross.</param>
/// <param name="Unknown">Recipients that are not there any more.</param>
public sealed record SharePreview(
    string Preview, int Users, int Contacts, SkippedView Skipped, ImmutableArray<SharePreviewUser> PerUser, ImmutableArray<string> Unknown);

/// <param name="Change">gets, updates or loses.</param>
/// <param name="Contacts">How many of his are looked at.</param>
/// <param name="Counts">What becomes of them; null where comparing all that the preview is about would take too long: the sync counts.</param>
/// <param name="StayBehind">Custom fields that the user's organisation does not have: he reads them with the share.</param>
public sealed record SharePreviewUser(string User, string Name, string Change, int Contacts, CopyCounts? Counts, ImmutableArray<string> StayBehind);
