using System.Collections.Immutable;
using Audiences.Columns;
using Audiences.Rules;
using Audiences.Stored;
using Contracts;

namespace Audiences.Partitions;

/// <summary>
/// A change of an audience in one partition: the mark that records it, and what it does in memory. The same marks, read back
/// from the log, bring a partition to the same state.
/// </summary>
internal static class AudienceChange
{
    /// <summary>Judges every contact of the book under a new build. The caller holds commits back meanwhile.</summary>
    public static AudienceMark Build(PartitionMemory memory, AudienceInPartition audience, AudienceBuild build, CompiledRule rule, Instant now, Cause cause)
    {
        var members = ImmutableArray.CreateBuilder<MemberSince>();
        foreach (var slot in memory.Meeting(audience.Book, rule, now))
            members.Add(new MemberSince((ushort)slot, Since(memory.Rows[slot], audience.Serving, now)));
        return new AudienceMark(
            MarkKind.Built, audience.Id, build.Number, build.Version, now, cause, false, members.ToImmutable(), [], []);
    }

    /// <summary>The net difference between what was announced and what the build to serve holds.</summary>
    public static AudienceMark Serve(AudienceInPartition audience, Shard shard, bool announcing, Instant now, Cause cause)
    {
        var before = AnnouncedBy(audience);
        ImmutableArray<ushort> entered = announcing ? Sorted(shard.Members.Where(slot => !before.Contains(slot))) : [];
        ImmutableArray<ushort> left = announcing ? Sorted(before.Where(slot => !shard.Members.Contains(slot))) : [];
        return new AudienceMark(
            MarkKind.Served, audience.Id, shard.Build, shard.Version, now, cause, announcing, [], entered, left);
    }

    public static AudienceMark Mute(AudienceInPartition audience, Instant now, Cause cause) =>
        Plain(MarkKind.Muted, audience, now, cause);

    public static AudienceMark Drop(AudienceInPartition audience, Instant now) =>
        Plain(MarkKind.Dropped, audience, now, Cause.Edited);

    /// <summary>Makes the mark so in memory. Due times of a built set are set by <see cref="Track"/>, which judges.</summary>
    public static void Apply(PartitionMemory memory, AudienceInPartition audience, AudienceMark mark, Func<Shard> built)
    {
        switch (mark.Kind)
        {
            case MarkKind.Built:
                if (audience.Building is { } unfinished)
                    memory.RemoveShard(unfinished);
                audience.Building = built();
                memory.AddShard(audience.Building);
                foreach (var member in mark.Since)
                    if (memory.Rows.TryGetValue(member.Slot, out var row))
                        memory.SetTrack(row, audience.Building, new Track(true, member.Since, null));
                break;
            case MarkKind.Served:
                Switch(memory, audience, mark);
                break;
            case MarkKind.Muted:
                audience.Announced = AnnouncedBy(audience).Copy();
                audience.Announcing = false;
                break;
            case MarkKind.Dropped:
                memory.RemoveAudience(audience);
                break;
        }
    }

    /// <summary>Sets when each contact of the shard's book is to be judged next; answers those whose verdict is not what the set says.</summary>
    public static List<ContactRow> Track(PartitionMemory memory, Shard shard, Func<ContactRow, Instant> at)
    {
        var wrong = new List<ContactRow>();
        foreach (var row in memory.LiveIn(shard.Audience.Book))
        {
            var verdict = Rule.Evaluate(shard.Rule!, row.Subject, at(row));
            var track = row.Tracks[shard];
            if (track.In != verdict.Holds)
                wrong.Add(row);
            memory.SetTrack(row, shard, track with { Next = track.In != verdict.Holds ? at(row) : verdict.NextChangeAt });
        }
        return wrong;
    }

    private static Slots AnnouncedBy(AudienceInPartition audience) =>
        audience.Announcing && audience.Serving is { } serving ? serving.Members : audience.Announced;

    private static void Switch(PartitionMemory memory, AudienceInPartition audience, AudienceMark mark)
    {
        var announced = AnnouncedBy(audience).Copy();
        if (audience.Building is { } building && building.Build == mark.Build)
        {
            if (audience.Serving is { } old)
                memory.RemoveShard(old);
            (audience.Serving, audience.Building) = (building, null);
        }
        audience.Announcing = mark.Announcing;
        audience.Announced = mark.Announcing ? new() : announced;
    }

    // Who was in before the edit and stays in is a member since then.
    private static Instant Since(ContactRow row, Shard? serving, Instant now) =>
        serving is not null && row.Tracks[serving] is { In: true } track ? track.Since : now;

    private static ImmutableArray<ushort> Sorted(IEnumerable<int> slots) => [.. slots.Select(slot => (ushort)slot).Order()];

    private static AudienceMark Plain(MarkKind kind, AudienceInPartition audience, Instant now, Cause cause) =>
        new(kind, audience.Id, audience.Serving?.Build ?? 0, audience.Serving?.Version ?? 0, now, cause, false, [], [], []);
}
