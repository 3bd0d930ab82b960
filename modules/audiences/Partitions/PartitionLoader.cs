using System.Collections.Immutable;
using Audiences.Stored;
using Contracts;

namespace Audiences.Partitions;

/// <summary>
/// The one path by which a partition's memory comes about: at a start, at a takeover, and when the outcome of a write is not
/// known. Contacts and events come from their chunks and rows, memberships from the snapshot and the log after it; due times are judged.
/// </summary>
internal sealed class PartitionLoader(IPartitionStore store, CompiledRules rules)
{
    private readonly PartitionLoading _loading = new();

    public int Mended { get; private set; }

    /// <summary>The position of the snapshot that was there; 0: none.</summary>
    public long SnapshotAt { get; private set; }

    public async Task<PartitionMemory> Load(string tenant, int number, TenantAudiences audiences, CancellationToken cancel)
    {
        await store.Add(tenant, number, cancel);
        var memory = new PartitionMemory(tenant, number, await store.Open(tenant, number, cancel));
        await new ContactsLoader(store, memory, _loading).Load(cancel);
        await LoadMemberships(memory, audiences, cancel);
        foreach (var shard in memory.Audiences.SelectMany(audience => audience.Shards()).ToArray())
            Settle(memory, shard);
        foreach (var row in memory.Rows.All)
            row.JudgedAt = _loading.JudgedAt(row.Slot);
        return memory;
    }

    private async Task LoadMemberships(PartitionMemory memory, TenantAudiences audiences, CancellationToken cancel)
    {
        Shard ShardOf(AudienceInPartition audience, int build, int version) =>
            new(audience, build, version, rules.Of(audiences.Find(audience.Id), build));

        if (await store.Snapshot(memory.Tenant, memory.Number, cancel) is { } snapshot && SnapshotCodec.IsSound(snapshot))
        {
            memory.AdvancedTo = SnapshotCodec.Read(snapshot, memory, ShardOf);
            memory.Tick(memory.AdvancedTo);
            SnapshotAt = snapshot.Position;
        }
        await foreach (var record in store.Memberships(memory.Tenant, memory.Number, SnapshotAt, cancel))
        {
            if (record.Entry is { } entry)
                Enter(memory, entry);
            else if (record.Mark is { } mark)
                Mark(memory, mark, audiences, ShardOf);
        }
    }

    private void Enter(PartitionMemory memory, MembershipEntry entry)
    {
        memory.Tick(entry.At);
        _loading.Judged(entry.Slot, entry.At);
        var shard = memory.Audience(entry.Audience)?.Shards().FirstOrDefault(shard => shard.Build == entry.Build);
        if (shard is not null && memory.Rows.TryGetValue(entry.Slot, out var row))
            memory.SetTrack(row, shard, new Track(entry.Entered, entry.At, null));
    }

    private void Move(PartitionMemory memory, AudienceMark mark)
    {
        foreach (var (slots, entered) in (ReadOnlySpan<(ImmutableArray<ushort>, bool)>)[(mark.Left, false), (mark.Entered, true)])
            foreach (var slot in slots)
                Enter(memory, new(mark.Audience, mark.Build, mark.Version, slot, default, entered, mark.At, mark.Cause, mark.Announcing));
    }

    private void Mark(
        PartitionMemory memory, AudienceMark mark, TenantAudiences audiences, Func<AudienceInPartition, int, int, Shard> shardOf)
    {
        if (mark.Kind == MarkKind.Moved)
        {
            Move(memory, mark);
            return;
        }
        memory.Tick(mark.At);
        var book = audiences.Find(mark.Audience)?.Book ?? "";
        var audience = memory.AddAudience(mark.Audience, book);
        AudienceChange.Apply(memory, audience, mark, () => shardOf(audience, mark.Build, mark.Version));
        if (mark.Kind == MarkKind.Built && audience.Building is { } building)
            building.BuiltAt = mark.At;
    }

    /// <summary>Finds when each contact is to be judged next, from the last instant its membership is known to be right.</summary>
    private void Settle(PartitionMemory memory, Shard shard)
    {
        if (shard.Rule is null)
        {
            LeaveBehind(memory, shard);
            return;
        }
        var floor = Instant.Max(memory.AdvancedTo, shard.BuiltAt);
        Mended += AudienceChange.Track(
            memory, shard, floor, row => Instant.Max(floor, _loading.JudgedAt(row.Slot))).Count;
    }

    /// <summary>The build is not wanted any more; what it announced is kept for the difference to the one that follows.</summary>
    private static void LeaveBehind(PartitionMemory memory, Shard shard)
    {
        var audience = shard.Audience;
        if (shard.Announces)
            audience.Announced = shard.Members.Copy();
        memory.RemoveShard(shard);
        if (shard.IsServing)
            audience.Serving = null;
        else
            audience.Building = null;
    }
}
