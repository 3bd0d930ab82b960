using System.Text.Json;
using MediatR;

namespace Contracts;

// What can be asked about an audience beyond who is in it now; and its versions. Answered by module audiences.

/// <summary>Newest first.</summary>
public sealed record ListAudienceVersions(Principal Principal, string Id) : IRequest<IReadOnlyList<AudienceVersionView>>;

/// <summary>Makes the definition of an earlier version the newest version.</summary>
/// <param name="Revision">From <c>If-Match</c>; null: the last writer wins.</param>
public sealed record RestoreAudienceVersion(Principal Principal, string Id, int Number, long? Revision) : IRequest<AudienceAnswer>;

/// <param name="Changes">Against the version before; null for the first.</param>
public sealed record AudienceVersionView(
    int Number, Instant At, string By, JsonElement Definition, string Sentence, VersionChanges? Changes);

/// <param name="Added">With paths of this version.</param>
/// <param name="Removed">With paths of the version before.</param>
/// <param name="Joined">Groups whose parts are joined in another way.</param>
public sealed record VersionChanges(
    IReadOnlyList<ConditionAt> Added, IReadOnlyList<ConditionAt> Removed, IReadOnlyList<JoinedOtherwise> Joined);

public sealed record ConditionAt(string Path, JsonElement Condition);

/// <param name="Before"><c>all</c>, <c>any</c>, <c>not all</c> or <c>not any</c>.</param>
public sealed record JoinedOtherwise(string Path, string Before, string After);
