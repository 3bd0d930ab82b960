using System.Text.Json;
using System.Text.Json.Serialization;
using MediatR;

namespace Contracts;

// What can be asked about an audience beyond who is in it now; and its versions. Answered by module audiences.

/// <summary>Newest first.</summary>
public sealed record ListAudienceVersions(Principal Principal, string Id) : IRequest<IReadOnlyList<AudienceVersionView>>;

/// <summary>Makes the definition of an earlier version the newest version.</summary>
/// <param name="Revision">From <c>If-Match</c>; null: the last writer wins.</param>
public sealed record RestoreAudienceVersion(Principal Principal, string Id, int Number, long? Revision) : IRequest<AudienceAnswer>;

/// <summary>Members as they were announced at a past instant.</summary>
/// <param name="After">The last contact of the page before.</param>
/// <param name="Place">What the page before answered: how far the log is read, so that every page is of one answer.</param>
public sealed record ListMembersAsOf(Principal Principal, string Id, Instant At, Guid? After, string? Place, int Limit) : IRequest<MembersPage>;

/// <summary>What the definition in the body would change if it were saved now.</summary>
public sealed record DiffAudience(Principal Principal, string Id, JsonElement Body) : IRequest<DiffView>;

/// <summary>Why a contact is in the audience or not.</summary>
public sealed record ExplainAudience(Principal Principal, string Id, Guid Contact) : IRequest<ExplainView>;

/// <param name="Days">1 to 400; what is left of today is the first.</param>
public sealed record ForecastAudience(Principal Principal, string Id, int Days) : IRequest<ForecastView>;

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

/// <param name="Version">The version that serves, which is compared with.</param>
public sealed record DiffView(DiffSide Entering, DiffSide Leaving, Instant AsOf, int Version, IReadOnlyList<string> Warnings);

/// <param name="Sample">A few of them.</param>
public sealed record DiffSide(int Count, IReadOnlyList<Guid> Sample);

/// <param name="Version">The version that serves, which is explained.</param>
public sealed record ExplainView(
    bool Member, Instant? Since, NextChange? NextChange, Instant AsOf, int Version, ExplainedCondition Tree);

/// <param name="Path">
/// As errors name it: <c>definition</c> is the whole, <c>definition.conditions</c> its include group, <c>archived</c> what is added by
/// default; in an audience that is referred to it goes on behind the reference's own.
/// </param>
/// <param name="Result">What this part says of the contact; true of an exclude keeps the contact out.</param>
/// <param name="Because">What was found and what is asked for, for people.</param>
/// <param name="Decides">If this one alone were otherwise, so would be the whole.</param>
/// <param name="NextChange">When time alone changes the result: to <c>holds</c> or <c>fails</c>.</param>
public sealed record ExplainedCondition(
    string Path, JsonElement Condition, bool Result, string Because, bool Decides, NextChange? NextChange)
{
    /// <summary>The contact's value, a list where it has several, null where it has none; only of a condition on a field.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Value { get; init; }

    /// <summary>The events counted, newest first, at most 100; only of a condition on events.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<CountedEvent>? Events { get; init; }

    /// <summary>How many events are counted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? EventCount { get; init; }

    /// <summary>The parts of a group, of the whole, and of an audience that is referred to.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ExplainedCondition>? Parts { get; init; }
}

public sealed record CountedEvent(string MessageId, Instant At);

public sealed record ForecastView(IReadOnlyList<ForecastDay> Days, Instant AsOf, int Version);

/// <param name="Day">A UTC day, <c>2026-03-01</c>.</param>
/// <param name="Entering">How often a contact enters on it, by time alone.</param>
/// <param name="Count">Members at its end.</param>
public sealed record ForecastDay(string Day, int Entering, int Leaving, int Count);
