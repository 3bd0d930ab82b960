using Audiences.Stored;
using Contracts;
using Orleans;
using Orleans.Concurrency;

namespace Audiences.Lifecycle;

/// <summary>An audience: definition with versions, lifecycle, and which build serves. Key: <c>{tenant}/audience/{id}</c>.</summary>
[Alias("audience")]
internal interface IAudienceGrain : IGrainWithStringKey
{
    /// <summary>Null when there never was one, or it is deleted.</summary>
    [ReadOnly]
    [Alias("read")]
    Task<AudienceState?> Read();

    /// <summary>Once: what is there already is answered as it is, also what is deleted by now.</summary>
    [Alias("create")]
    Task<AudienceState> Create(AudienceDraft draft);

    /// <summary>A new name, description or definition. A definition makes a version and a build.</summary>
    /// <param name="revision">The revision it must have; null: any.</param>
    [Alias("redefine")]
    Task<AudienceState?> Redefine(AudienceDraft draft, long? revision);

    [Alias("set-status")]
    Task<AudienceState?> SetStatus(string status, Instant at);

    /// <summary>Builds the same version anew, because an audience that it refers to has changed.</summary>
    [Alias("rebuild")]
    Task<AudienceState?> Rebuild(InlinedRule rule, Instant at);

    /// <summary>Its owner has lost the book, or has it again.</summary>
    /// <param name="rule">By which it is judged from now on.</param>
    [Alias("set-barred")]
    Task<AudienceState?> SetBarred(bool barred, InlinedRule rule, Instant at);

    /// <summary>Every partition has the build: it serves from here on.</summary>
    [Alias("complete")]
    Task<AudienceState?> Complete(int build);

    /// <summary>Of a managed one: it is its user's own from now on if it is used, and else deleted. Of any other nothing happens.</summary>
    /// <param name="isReferredTo">By another audience, or by something else; whether it is active is seen here.</param>
    [Alias("release")]
    Task<AudienceState?> Release(bool isReferredTo, Instant at);

    [Alias("delete")]
    Task<AudienceState?> Delete(long? revision);
}

/// <param name="Definition">Canonical JSON as the API shows it; null leaves it as it is.</param>
/// <param name="Cause">Under which the difference that a new definition makes is announced.</param>
[GenerateSerializer, Immutable, Alias("audience-draft")]
internal sealed record AudienceDraft(
    [property: Id(0)] string Name, [property: Id(1)] string? Description, [property: Id(2)] string Kind, [property: Id(3)] string Book,
    [property: Id(4)] string Owner, [property: Id(5)] string By, [property: Id(6)] Instant At, [property: Id(7)] string Definition,
    [property: Id(8)] InlinedRule Rule, [property: Id(9)] Cause Cause = Cause.Edited)
{
    /// <summary>The filters of an admin's; it is only for an audience that is (still) managed.</summary>
    [Id(10)] public ManagedFrom? Managed { get; init; }
}

/// <summary>A self-contained rule, and which builds of other audiences went into it.</summary>
[GenerateSerializer, Immutable, Alias("inlined-rule")]
internal sealed record InlinedRule(
    [property: Id(0)] string Rule, [property: Id(1)] System.Collections.Immutable.ImmutableDictionary<string, int> Uses);
