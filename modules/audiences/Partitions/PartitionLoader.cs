using System.Collections.Immutable;
using Audiences.Rules;
using Audiences.Stored;
using Contracts;

namespace Audiences.Partitions;

/// <summary>
/// The one path by which a partition's memory comes about: at a start, at a takeover, and when the outcome of a write is not
/// known. Contacts and events come from their rows, memberships from the snapshot and the log after it; due times are judged.
/// </summary>
internal sealed class PartitionLoader(IPartitionStore store, CompiledRules rules)
{
    // Rows read between two looks at the clock: other turns of the process go on meanwhile.
    private const int Slice = 4_096;

    /// <summary>Business time up to which each contact's memberships were right when they were last written.</summary>
    private readonly Dictionary<int, Instant> _judgedAt = [];

    public int Mended { get; private set; }

    public async Task<PartitionMemory> Load(string tenant, int number, TenantAudiences audiences, CancellationToken cancel)
    {
        await store.Add(tenant, number, cancel);
        var memory = new PartitionMemory(tenant, number, await store.Open(tenant, number, cancel));
        await LoadContacts(memory, await Gather(memory, cancel), cancel);
        await LoadMemberships(memory, audiences, cancel);
        foreach (var shard in memory.Audiences.SelectMany(audience => audience.Shards()).ToArray())
            Settle(memory, shard);
        return memory;
    }

    private async Task<GatheredMessages> Gather(PartitionMemory memory, CancellationToken cancel)
    {
        var (gathered, count) = (new GatheredMessages(memory.Names), 0);
        await foreach (var (slot, message) in store.Messages(memory.Tenant, memory.Number, 0, cancel))
        {
            gathered.Add(slot, message);
            Judged(slot, message.Arrived);
            if (++count % Slice == 0)
                await Task.Yield();
        }
        return gathered;
    }

    private async Task LoadContacts(PartitionMemory memory, GatheredMessages gathered, CancellationToken cancel)
    {
        var count = 0;
        await foreach (var stored in store.Contacts(memory.Tenant, memory.Number, cancel))
        {
            if (stored.State == ContactState.Erased)
                continue;
            var (messages, events) = gathered.Take(stored.Slot);
            var row = memory.AddRow(stored.Slot, stored.Id, stored.Book);
            (row.Version, row.MergedInto) = (stored.Version, stored.MergedInto);
            memory.SetState(row, stored.State);
            memory.Restore(row, messages, stored.State == ContactState.Live ? new Subject(ContactFacts.From(stored.Profile), events) : Subject.Empty);
            Judged(stored.Slot, stored.Profile.UpdatedAt);
            if (++count % Slice == 0)
                await Task.Yield();
        }
    }

    private async Task LoadMemberships(PartitionMemory memory, TenantAudiences audiences, CancellationToken cancel)
    {
        Shard ShardOf(AudienceInPartition audience, int build, int version) =>
            new(audience, build, version, rules.Of(audiences.Find(audience.Id), build));

        long from = 0;
        if (await store.Snapshot(memory.Tenant, memory.Number, cancel) is { } snapshot && SnapshotCodec.IsSound(snapshot))
        {
            memory.AdvancedTo = SnapshotCodec.Read(snapshot, memory, ShardOf);
            memory.Tick(memory.AdvancedTo);
            from = snapshot.Position;
        }
        await foreach (var record in store.Memberships(memory.Tenant, memory.Number, from, cancel))
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
        Judged(entry.Slot, entry.At);
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
            memory, shard, floor, row => Instant.Max(floor, _judgedAt.GetValueOrDefault(row.Slot))).Count;
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

    private void Judged(int slot, Instant at) => _judgedAt[slot] = Instant.Max(_judgedAt.GetValueOrDefault(slot), at);
}
