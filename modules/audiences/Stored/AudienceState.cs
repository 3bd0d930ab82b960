using System.Collections.Immutable;
using Contracts;
using Orleans;

namespace Audiences.Stored;

/// <summary>What an audience's grain keeps: its definition with versions, its life, and which build serves.</summary>
[GenerateSerializer, Alias("audience-state")]
public sealed record AudienceState
{
    [Id(0)] public string Id { get; init; } = "";
    /// <summary>A slug fixed at creation and never reused: the audience's name towards other systems.</summary>
    [Id(1)] public string Key { get; init; } = "";
    [Id(2)] public string Book { get; init; } = "";
    /// <summary>Whose audience it is: <c>user:…</c>, or <c>organisation:…</c>. Names are unique in it, case-blind.</summary>
    [Id(3)] public string Owner { get; init; } = "";
    /// <summary>custom, organisation, static, …</summary>
    [Id(4)] public string Kind { get; init; } = "";
    [Id(5)] public string Name { get; init; } = "";
    [Id(6)] public string? Description { get; init; }
    /// <summary>draft, active or paused.</summary>
    [Id(7)] public string Status { get; init; } = "draft";
    /// <summary>Grows by one with every change of anything here; the ETag.</summary>
    [Id(8)] public long Revision { get; init; }
    [Id(9)] public ImmutableArray<AudienceVersion> Versions { get; init; } = [];
    /// <summary>The build that answers; null until the first is complete in every partition.</summary>
    [Id(10)] public AudienceBuild? Serving { get; init; }
    /// <summary>The build that is being judged, if any; complete when every partition has it.</summary>
    [Id(11)] public AudienceBuild? Building { get; init; }
    [Id(12)] public Instant CreatedAt { get; init; }
    [Id(13)] public string CreatedBy { get; init; } = "";
    [Id(14)] public Instant UpdatedAt { get; init; }
    /// <summary>user, system, import, share or campaign.</summary>
    [Id(15)] public string Origin { get; init; } = "user";
    [Id(16)] public bool Deleted { get; init; }
    /// <summary>The cause under which a change of status or definition is announced.</summary>
    [Id(17)] public Cause Cause { get; init; } = Cause.Activated;
    /// <summary>When it was first activated; null for a draft.</summary>
    [Id(18)] public Instant? ActivatedAt { get; init; }
    /// <summary>Its owner may not use the book (any more): nobody is in it, whatever the definition says.</summary>
    [Id(19)] public bool Barred { get; init; }
    /// <summary>Whose filters it has, while an admin keeps them.</summary>
    [Id(20)] public ManagedFrom? Managed { get; init; }
}

/// <param name="Set">The id of the managed audience.</param>
/// <param name="Edition">Of its name, description and definition.</param>
[GenerateSerializer, Immutable, Alias("managed-from")]
public sealed record ManagedFrom([property: Id(0)] string Set, [property: Id(1)] int Edition);

/// <param name="Definition">Canonical JSON, as the API shows it; references by id.</param>
[GenerateSerializer, Immutable, Alias("audience-version")]
public sealed record AudienceVersion(
    [property: Id(0)] int Number, [property: Id(1)] string Definition, [property: Id(2)] Instant At, [property: Id(3)] string By);

/// <summary>A definition made self-contained: references are inlined, so that a partition judges it without asking anybody.</summary>
/// <param name="Number">Grows with every build of the audience.</param>
/// <param name="Version">The definition's version that it was made from.</param>
/// <param name="Rule">Canonical JSON with every reference inlined.</param>
/// <param name="Uses">Ids of audiences inlined, each with the build that was inlined.</param>
[GenerateSerializer, Immutable, Alias("audience-build")]
public sealed record AudienceBuild(
    [property: Id(0)] int Number, [property: Id(1)] int Version, [property: Id(2)] string Rule,
    [property: Id(3)] ImmutableDictionary<string, int> Uses);
