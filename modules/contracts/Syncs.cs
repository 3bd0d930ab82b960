using MediatR;

namespace Contracts;

// Audiences that are kept equal at outside systems. Answered by module sharing; all of it is the admins'.

/// <param name="Fields">What of a contact goes out; null for what tells people apart.</param>
public sealed record CreateSync(Principal Principal, string Audience, string Connection, IReadOnlyList<string>? Fields) : IRequest<SyncView>;

/// <summary>Oldest first; of an audience or a connection when one is given.</summary>
public sealed record ListSyncs(Principal Principal, string? Audience, string? Connection) : IRequest<IReadOnlyList<SyncView>>;

public sealed record GetSync(Principal Principal, string Id) : IRequest<SyncView>;

/// <summary>Nothing goes out until it is resumed; then all that changed meanwhile does.</summary>
public sealed record PauseSync(Principal Principal, string Id) : IRequest<SyncView>;

/// <summary>Goes on where it is, at once, also where it waits after a failure.</summary>
public sealed record ResumeSync(Principal Principal, string Id) : IRequest<SyncView>;

/// <summary>Sends everybody again who is in the audience, then goes on with the changes.</summary>
public sealed record RerunSync(Principal Principal, string Id) : IRequest<SyncView>;

/// <summary>It ends; who is at the other side stays there.</summary>
public sealed record RemoveSync(Principal Principal, string Id) : IRequest;

/// <summary>The last 100 that ended, newest first.</summary>
public sealed record ListSyncRuns(Principal Principal, string Id) : IRequest<IReadOnlyList<SyncRunView>>;

/// <summary>Whom the other side does not take, by contact.</summary>
public sealed record ListSyncRejects(Principal Principal, string Id, Guid? After, int Limit) : IRequest<IReadOnlyList<SyncRejectView>>;

/// <summary>Plugins are others than before: what waits for one tries again.</summary>
public sealed record WakeSyncs : IRequest;

/// <summary>Keeps all audiences in sync until it is cancelled.</summary>
public sealed record RunSyncs : IRequest;

/// <param name="Status">queued, syncing, synced (the other side has acknowledged every change) or failed.</param>
/// <param name="Reason">Why it is failed, or what it waits for.</param>
/// <param name="Rejected">Whom the other side does not take now.</param>
/// <param name="SyncedAt">When it was last synced.</param>
public sealed record SyncView(
    string Id, string Audience, string Connection, IReadOnlyList<string> Fields, string Status, bool Paused, string? Reason,
    SyncRunView? Run, int Rejected, Instant? SyncedAt, Instant CreatedAt, string CreatedBy);

/// <param name="Kind">full or changes.</param>
/// <param name="Adds">Who was told to be a member, and taken.</param>
/// <param name="EndedAt">Null while it goes on.</param>
public sealed record SyncRunView(int Number, string Kind, int Adds, int Removes, int Rejected, Instant StartedAt, Instant? EndedAt);

public sealed record SyncRejectView(Guid ContactId, string Reason, Instant At);
