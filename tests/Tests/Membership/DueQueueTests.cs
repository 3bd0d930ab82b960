using Audiences.Partitions;
using Contracts;

namespace Tests.Membership;

public class DueQueueTests
{
    private readonly PartitionMemory memory = new("main", 0, new(1, 0, 0));

    [Fact]
    public void A_contact_whose_instant_moves_on_is_due_only_at_the_last()
    {
        var (row, shard) = (memory.AddRow(0, Guid.NewGuid(), "book"), Shard());
        for (var ms = 1; ms <= 1_000; ms++) memory.SetTrack(row, shard, new(true, default, new Instant(ms)));
        Assert.Equal(new Instant(1_000), memory.Due.Next());
        Assert.Null(memory.Due.Take(new Instant(999)));
        Assert.Same(row, memory.Due.Take(new Instant(1_000)));
        Assert.Null(memory.Due.Next());
    }

    [Fact]
    public void An_instant_that_comes_nearer_is_not_missed()
    {
        var (row, far, near) = (memory.AddRow(0, Guid.NewGuid(), "book"), Shard(), Shard());
        memory.SetTrack(row, far, new(true, default, new Instant(50)));
        memory.SetTrack(row, near, new(true, default, new Instant(20)));
        Assert.Equal(new Instant(20), memory.Due.Next());
        memory.SetTrack(row, near, new(true, default, null));
        Assert.Equal(new Instant(50), memory.Due.Next());
    }

    [Fact]
    public void Contacts_come_in_the_order_of_their_instants()
    {
        var shard = Shard();
        var rows = Enumerable.Range(0, 100).Select(slot => memory.AddRow(slot, Guid.NewGuid(), "book")).ToArray();
        foreach (var row in rows) memory.SetTrack(row, shard, new(false, default, new Instant((row.Slot * 37) % 101)));
        var taken = new List<ContactRow>();
        while (memory.Due.Take(new Instant(1_000)) is { } row) taken.Add(row);
        Assert.Equal(rows.OrderBy(row => (row.Slot * 37) % 101), taken);
    }

    private static Shard Shard() => new(new AudienceInPartition("a", "book"), 1, 1, null);
}
