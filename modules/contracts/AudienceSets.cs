using System.Collections.Immutable;
using System.Text.Json;
using MediatR;

namespace Contracts;

// What can be asked about whole audiences at once. Answered by module audiences.

/// <summary>How many contacts are in exactly which of several audiences.</summary>
/// <param name="Body"><c>{ ids }</c>, one to four.</param>
public sealed record OverlapAudiences(Principal Principal, JsonElement Body) : IRequest<OverlapView>;

/// <summary>What those have in a field who meet a definition, or are in an audience.</summary>
/// <param name="Body"><c>{ definition | audience, field }</c>, and of what the definition is to be: <c>audience</c>, or else <c>kind</c> and <c>book</c>.</param>
public sealed record FacetAudience(Principal Principal, JsonElement Body) : IRequest<FacetsView>;

/// <param name="Sets">Every choice of the audiences, the smaller ones first; together they are everybody who is in one of them.</param>
public sealed record OverlapView(IReadOnlyList<OverlapSet> Sets, IReadOnlyList<OverlappingAudience> Audiences, Instant AsOf);

/// <param name="In">Ids of the audiences that they are in; of the others that were asked about they are in none.</param>
public sealed record OverlapSet(IReadOnlyList<string> In, int Count);

/// <param name="Version">The version of the definition that answers.</param>
/// <param name="Count">Its members.</param>
public sealed record OverlappingAudience(string Id, string Name, int Version, int Count);

/// <param name="Values">The 50 that most contacts have, in their commonest spelling. A contact that has several counts for each.</param>
/// <param name="More">Different values beyond these.</param>
/// <param name="Missing">Contacts that have none.</param>
/// <param name="Count">Contacts asked.</param>
public sealed record FacetsView(string Field, IReadOnlyList<FieldValueView> Values, int More, int Missing, int Count, Instant AsOf);

/// <summary>How many were announced to be members from instant to instant, and how many entered and left between.</summary>
/// <param name="From">An instant or a day; null: 30 steps before the end.</param>
/// <param name="To">Likewise; null: now.</param>
/// <param name="Step">A duration; null: a day.</param>
/// <param name="Calendar">The IANA time zone whose days are meant; null: a day is 24 hours, and of UTC.</param>
public sealed record ShowGrowth(Principal Principal, string Id, string? From, string? To, string? Step, string? Calendar) : IRequest<GrowthView>;

/// <param name="Points">Ascending, at most 1,000.</param>
public sealed record GrowthView(IReadOnlyList<GrowthPoint> Points, Instant AsOf);

/// <param name="Entered">Since the point before; 0 at the first.</param>
public sealed record GrowthPoint(Instant At, int Count, int Entered, int Left);

/// <summary>Where an export of an audience's members begins, for who may take its contacts away.</summary>
/// <exception cref="Refusal">404 <c>unknown-audience</c>; 403 <c>missing-role</c>.</exception>
public sealed record BeginExport(Principal Principal, string Id) : IRequest<ExportStart>;

/// <summary>The next members of an export, by their place in it: a contact's never changes.</summary>
public sealed record ExportMembers(Principal Principal, string Id, ExportPlace From, int Limit) : IRequest<ExportedMembers>;

/// <param name="Key">The audience's name towards other systems.</param>
/// <param name="Place">From where to read the changes that the export may not show.</param>
/// <param name="Partitions">Whose members make up the audience.</param>
public sealed record ExportStart(string Key, string Place, ImmutableArray<int> Partitions);

public readonly record struct ExportPlace(int Partition, int Slot);

/// <param name="Next">The slot from which to go on; null after the partition's last.</param>
public sealed record ExportedMembers(IReadOnlyList<MemberItem> Items, int? Next);
