using System.Collections.Immutable;
using Audiences.Columns;
using Audiences.Rules;

namespace Audiences.Partitions;

/// <summary>Questions about whole sets: who is in several audiences, and what those have in common who are found.</summary>
internal sealed partial class PartitionGrain
{
    public async Task<ImmutableArray<int>> Overlap(ImmutableArray<AudienceSpec> specs)
    {
        await CurrentForReader();
        foreach (var spec in specs)
            await Reconcile(spec);
        var memory = await Current();
        // In one piece: every set is of the same state.
        return [.. SetOverlap.Count([.. specs.Select(spec => MembersOf(ServingOf(memory, spec)))])];
    }

    public async Task<FacetPart> MemberFacets(AudienceSpec spec, string field)
    {
        var (memory, shard) = await CurrentShard(spec);
        return await FacetsOf(memory, spec.Book, MembersOf(shard), field);
    }

    public async Task<FacetPart> Facets(string book, string rule, string field)
    {
        var memory = await CurrentForReader();
        return await FacetsOf(memory, book, memory.Meeting(book, rules.Of(rule, book), memory.Now), field);
    }

    public async Task<MembersFromPart> MembersFrom(AudienceSpec spec, int slot, int limit)
    {
        var (memory, shard) = await CurrentShard(spec);
        var members = ImmutableArray.CreateBuilder<Member>();
        foreach (var found in MembersOf(shard))
        {
            if (found < slot)
                continue;
            if (members.Count == limit)
                return new MembersFromPart(members.DrainToImmutable(), found);
            var row = memory.Rows[found];
            members.Add(new Member(row.Contact, row.Tracks[shard].Since, row.Subject.Facts.PinIn(spec.Id)?.Stamp));
        }
        return new MembersFromPart(members.DrainToImmutable(), null);
    }

    private static async Task<FacetPart> FacetsOf(PartitionMemory memory, string book, SlotSet found, string field)
    {
        var facet = new Facet(field, memory.Now);
        if (memory.InColumns(book) is not null && facet.TryLookAt(memory.Columns, found))
            return FacetPart.Of(found.Count, facet.Tally);
        // Taken in one piece, because commits change the rows between slices; what is taken never changes.
        var subjects = new List<Subject>();
        foreach (var slot in found)
            if (memory.Rows[slot].SeenIn(book) is { } subject)
                subjects.Add(subject);
        foreach (var slice in subjects.Chunk(RowsPerSlice))
        {
            foreach (var subject in slice)
                facet.Look(subject);
            await Task.Yield();
        }
        return FacetPart.Of(subjects.Count, facet.Tally);
    }

    private static SlotSet MembersOf(Shard shard)
    {
        var members = new SlotSet();
        shard.Members.CopyTo(members);
        return members;
    }
}
