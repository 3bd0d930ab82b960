using System.Collections.Immutable;
using Audiences.Stored;
using Contracts;
using Orleans;

namespace Audiences.Partitions;

/// <summary>
/// The side of a partition that only this module uses: readiness, time, the audience protocol and reads. Every read first
/// advances the partition to now and catches up with the audience it is asked about. Key: <c>{tenant}/partition/{number}</c>.
/// </summary>
[Alias("partition-shard")]
internal interface IPartitionShardGrain : IGrainWithStringKey
{
    /// <summary>Starts loading when nothing is loaded; true once reads are exact and writes are taken.</summary>
    [Alias("keep")]
    Task<bool> Keep();

    /// <summary>Applies everything due by then, durably.</summary>
    [Alias("advance")]
    Task Advance(Instant to);

    /// <summary>Builds, serves, mutes or drops what the audience's state asks for; idempotent.</summary>
    [Alias("reconcile")]
    Task Reconcile(AudienceSpec spec);

    /// <summary>Members after a contact id, by contact id.</summary>
    [Alias("members")]
    Task<MembersPart> Members(AudienceSpec spec, Guid? after, int limit);

    [Alias("count")]
    Task<CountPart> Count(AudienceSpec spec);

    [Alias("member")]
    Task<MemberPart> Member(AudienceSpec spec, Guid contact);

    /// <summary>Who is pinned in the audience or out of it, after a contact id, by contact id.</summary>
    [Alias("pins")]
    Task<ImmutableArray<PinnedContact>> Pins(AudienceSpec spec, Guid? after, int limit);

    /// <summary>The contacts that the team sees, after a contact id, in order.</summary>
    [Alias("team-contacts")]
    Task<ImmutableArray<Guid>> TeamContacts(string team, Guid? after, int limit);

    /// <summary>The audiences that the contact is in or will enter by time; empty when the partition does not hold it.</summary>
    [Alias("memberships")]
    Task<ImmutableArray<ContactMembership>> Memberships(Guid contact);

    /// <summary>How many contacts of the book meet a self-contained rule now, and a few of them; or how far it is with what has to be read before.</summary>
    [Alias("preview")]
    Task<PreviewPart> Preview(string book, string rule, int sample);

    /// <summary>The contacts of the book that meet a self-contained rule now, by id.</summary>
    [Alias("select")]
    Task<ImmutableArray<Guid>> Select(string book, string rule);

    /// <summary>What the contacts of the book show about a self-contained definition as it was written.</summary>
    [Alias("survey")]
    Task<SurveyPart> Survey(string book, string definition);

    /// <summary>The fields that the live contacts of the book have, with their commonest values.</summary>
    [Alias("fields")]
    Task<ImmutableArray<FieldPart>> Fields(string book);

    /// <summary>Judges every contact of the audience's book again, one by one, and compares.</summary>
    [Alias("verify")]
    Task<VerifyPart> Verify(AudienceSpec spec);

    /// <summary>Whom another self-contained rule would bring in and take out, both judged at one instant.</summary>
    [Alias("diff")]
    Task<DiffPart> Diff(AudienceSpec spec, string rule, Instant at, int sample);

    /// <summary>Why the contact is in or not; null when the partition does not hold it.</summary>
    /// <param name="names">Of audiences by their ids: those that the asker may see.</param>
    [Alias("explain")]
    Task<ExplainPart?> Explain(AudienceSpec spec, Guid contact, ImmutableDictionary<string, string> names);

    /// <summary>Who enters and leaves on each day from that instant on if nothing more happens.</summary>
    [Alias("forecast")]
    Task<ForecastPart> Forecast(AudienceSpec spec, Instant from, int days);

    /// <summary>How many contacts are in exactly those audiences, for every choice of them: bit i of an index stands for the i-th.</summary>
    [Alias("overlap")]
    Task<ImmutableArray<int>> Overlap(ImmutableArray<AudienceSpec> specs);

    /// <summary>What the audience's members have in a field of contacts.</summary>
    [Alias("member-facets")]
    Task<FacetPart> MemberFacets(AudienceSpec spec, string field);

    /// <summary>What those contacts of the book have in a field who meet a self-contained rule now.</summary>
    [Alias("facets")]
    Task<FacetPart> Facets(string book, string rule, string field);

    /// <summary>Members from a slot on, by slot: a contact stays in its own.</summary>
    [Alias("members-from")]
    Task<MembersFromPart> MembersFrom(AudienceSpec spec, int slot, int limit);

    /// <summary>Announced changes after a place, up to the partition's position now.</summary>
    [Alias("changes")]
    Task<ChangesPart> Changes(AudienceSpec spec, long afterPosition, int afterOffset, int limit, bool expand);

    /// <summary>Where the log ends once everything that was judged before this call is in it.</summary>
    [Alias("landed")]
    Task<long> Landed(AudienceSpec spec);

    /// <summary>Writes what a quick start needs.</summary>
    [Alias("save")]
    Task Save();

    /// <summary>What it takes in memory, by what that is for; nothing while it is loaded.</summary>
    [Alias("measure")]
    Task<ImmutableArray<MemoryLine>> Measure();
}

/// <summary>What a partition has to know of an audience.</summary>
/// <param name="Revision">Grows with every change: an older spec never undoes a newer one.</param>
/// <param name="Announcing">Active: changes go out.</param>
/// <param name="Cause">Why what this spec changes is announced.</param>
[GenerateSerializer, Immutable, Alias("audience-spec")]
internal sealed record AudienceSpec(
    [property: Id(0)] string Id, [property: Id(1)] string Book, [property: Id(2)] long Revision, [property: Id(3)] bool Deleted,
    [property: Id(4)] bool Announcing, [property: Id(5)] Cause Cause, [property: Id(6)] AudienceBuild? Serving,
    [property: Id(7)] AudienceBuild? Building)
{
    public static AudienceSpec Of(AudienceState state) => new(
        state.Id, state.Book, state.Revision, state.Deleted, state.Status == "active", state.Cause, state.Serving, state.Building);
}

/// <summary>The part asked about a build that the partition has left behind: read the audience again and ask again.</summary>
[GenerateSerializer, Alias("superseded")]
internal sealed class SupersededException() : Exception("The audience serves a newer build.");

[GenerateSerializer, Immutable, Alias("member-since")]
internal readonly record struct Member([property: Id(0)] Guid Contact, [property: Id(1)] Instant Since, [property: Id(2)] Stamp? Pinned);

[GenerateSerializer, Immutable, Alias("members-part")]
internal sealed record MembersPart([property: Id(0)] ImmutableArray<Member> Members, [property: Id(1)] bool More, [property: Id(2)] long Position);

[GenerateSerializer, Immutable, Alias("count-part")]
internal sealed record CountPart([property: Id(0)] int Count, [property: Id(1)] long Position);

[GenerateSerializer, Immutable, Alias("pinned-contact")]
internal readonly record struct PinnedContact([property: Id(0)] Guid Contact, [property: Id(1)] Pin Pin);

/// <param name="Held">The partition holds the contact.</param>
/// <param name="NextAt">When the membership changes next if nothing more happens.</param>
[GenerateSerializer, Immutable, Alias("member-part")]
internal sealed record MemberPart(
    [property: Id(0)] bool Held, [property: Id(1)] bool Member, [property: Id(2)] Instant? Since, [property: Id(3)] Instant? NextAt,
    [property: Id(4)] Pin? Pin);

[GenerateSerializer, Immutable, Alias("contact-membership")]
internal sealed record ContactMembership(
    [property: Id(0)] string Audience, [property: Id(1)] bool Member, [property: Id(2)] Instant? Since, [property: Id(3)] Instant? NextAt);

[GenerateSerializer, Immutable, Alias("preview-part")]
internal sealed record PreviewPart([property: Id(0)] int Count, [property: Id(1)] ImmutableArray<Guid> Sample)
{
    /// <summary>How much is in the columns of what is asked for, 0 to 1, while the partition takes it in; null of an answer.</summary>
    [Id(2)]
    public double? Held { get; init; }
}

[GenerateSerializer, Immutable, Alias("verify-part")]
internal sealed record VerifyPart([property: Id(0)] int Checked, [property: Id(1)] ImmutableArray<Guid> Wrong);

/// <param name="Through">The position up to which the part is complete when <paramref name="Items"/> are fewer than asked for.</param>
/// <param name="Begins">Up to which position the audience's log is forgotten; 0 where it is not, or was not asked for.</param>
[GenerateSerializer, Immutable, Alias("changes-part")]
internal sealed record ChangesPart(
    [property: Id(0)] ImmutableArray<ChangeItem> Items, [property: Id(1)] long Through, [property: Id(2)] long Begins);

[GenerateSerializer, Immutable, Alias("change-item")]
internal readonly record struct ChangeItem(
    [property: Id(0)] long Position, [property: Id(1)] int Offset, [property: Id(2)] Guid? Contact, [property: Id(3)] bool Entered,
    [property: Id(4)] Instant At, [property: Id(5)] Cause Cause, [property: Id(6)] int Version,
    [property: Id(7)] int EnteredCount, [property: Id(8)] int LeftCount);
