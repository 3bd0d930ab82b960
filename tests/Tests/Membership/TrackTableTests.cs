using Audiences.Packing;
using Audiences.Partitions;
using Contracts;

namespace Tests.Membership;

public sealed class TrackTableTests
{
    private readonly TrackTable table = new();
    private readonly ContactShelf shelf;

    public TrackTableTests() => shelf = new("book", new NameTable(), table);

    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    public void Everyone_stands_where_he_was_last_put_whoever_came_and_went(int audiences)
    {
        var random = new Random(11);
        var (rows, shards) = (Rows(3_000), Shards(audiences));
        var known = new Dictionary<(int Slot, Shard Shard), Track>();
        for (var i = 0; i < 120_000; i++)
        {
            // At times one audience after the other, as when they are activated, at times whoever.
            var (slot, shard) = (i % 40_000 < 20_000 ? i % rows.Length : random.Next(rows.Length), shards[i % 40_000 < 20_000 ? i / rows.Length % audiences : random.Next(audiences)]);
            var track = random.Next(3) == 0 ? default : new Track(random.Next(2) == 0, new Instant(i), random.Next(3) == 0 ? null : new Instant(random.Next()));
            rows[slot].SetTrack(shard, track);
            known[(slot, shard)] = track;
            var isRemoved = random.Next(10) == 0;
            if (isRemoved)
                rows[slot].RemoveTrack(shard);
            if (isRemoved || track.IsNothing)
                known.Remove((slot, shard));
            if (random.Next(4_000) == 0)
                Drop(shards, random.Next(audiences));
            if (i % 10_000 == 9_999)
                AssertSame();
        }
        for (var place = 0; place < audiences; place++)
            Drop(shards, place);
        AssertSame();
        Assert.Equal(0, table.Bytes);

        void Drop(Shard[] all, int place)
        {
            foreach (var row in rows)
                row.RemoveTrack(all[place]);
            foreach (var gone in known.Keys.Where(held => held.Shard == all[place]).ToArray())
                known.Remove(gone);
            all[place] = Shard();
        }

        void AssertSame()
        {
            Assert.Equal(known.Count, rows.Sum(row => row.Tracks.Count));
            Assert.All(known, held => Assert.Equal(held.Value, rows[held.Key.Slot].Tracks[held.Key.Shard]));
            foreach (var row in rows)
            {
                Assert.All(Of(row), held => Assert.Equal(held.Track, known[(row.Slot, held.Shard)]));
                Assert.Equal(Of(row).Min(held => held.Track.Next), row.Tracks.Earliest);
            }
        }
    }

    [Fact]
    public void Who_is_in_very_many_audiences_is_found_in_each()
    {
        var (row, shards) = (Rows(1)[0], Shards(6_000));
        foreach (var (shard, at) in shards.Select((shard, at) => (shard, at)))
            row.SetTrack(shard, new Track(true, new Instant(at), null));
        Assert.Equal(Enumerable.Range(0, 6_000).Select(at => new Instant(at)), shards.Select(shard => row.Tracks[shard].Since));
        Assert.Equal(default, row.Tracks[Shard()]);
        row.ClearTracks();
        Assert.Equal((0, 0L), (row.Tracks.Count, table.Bytes));
    }

    [Fact]
    public void A_contact_in_one_audience_takes_few_bytes_and_a_small_partition_hardly_any()
    {
        var (rows, shard) = (Rows(20_000), Shard());
        rows[0].SetTrack(shard, new Track(true, new Instant(1), null));
        Assert.InRange(table.Bytes, 24, 1_000);
        foreach (var row in rows)
            row.SetTrack(shard, new Track(true, new Instant(1), new Instant(2)));
        Assert.InRange(table.Bytes, 20_000 * 24, 25_000 * 24);
    }

    private static List<(Shard Shard, Track Track)> Of(ContactRow row)
    {
        var tracks = new List<(Shard, Track)>();
        foreach (var held in row.Tracks)
            tracks.Add(held);
        return tracks;
    }

    private static Shard[] Shards(int count) => [.. Enumerable.Range(0, count).Select(_ => Shard())];

    private static Shard Shard() => new(new AudienceInPartition("a", "book"), 1, 1, null);

    private ContactRow[] Rows(int count) => [.. Enumerable.Range(0, count).Select(slot => new ContactRow(slot, Guid.CreateVersion7(), shelf))];
}
