using Audiences.Stored;
using Contracts;

namespace Tests.Storage;

public abstract partial class StoreContract
{
    [ContractFact]
    public async Task Entries_and_marks_come_back_in_order_of_position()
    {
        var id = await Created(0);
        var mark = new AudienceMark(
            MarkKind.Built, "a1", 3, 2, new(70), Cause.Edited, false, [new(5, new(-1)), new(2, new(99)), new(65_535, new(99))], [1], [4, 3]);
        var (one, two) = (Some.Entry(id), Some.Entry(id, entered: false, announced: false) with { Cause = Cause.Late, Build = 9 });
        await Appended(Some.Write(id, 1, null), Some.Row(id, Some.Step(), 0, one, two), Some.Mark(mark), Some.Row(id, null, 0, one));

        var records = await Memberships();

        Assert.Equal([2, 2, 3, 4], records.Select(record => record.Position));
        Assert.Equal([one, two, null, one], records.Select(record => record.Entry));
        var read = records[2].Mark!;
        Assert.Equal(mark with { Since = read.Since, Entered = read.Entered, Left = read.Left }, read);
        Assert.Equal(mark.Since.AsEnumerable(), read.Since);
        Assert.Equal(mark.Entered.AsEnumerable(), read.Entered);
        Assert.Equal(mark.Left.AsEnumerable(), read.Left);
        Assert.Equal([3, 4], (await Memberships(after: 2)).Select(record => record.Position));
    }

    [ContractTheory]
    [InlineData(3)]
    [InlineData(20)]
    [InlineData(1_000)]
    public async Task Many_entries_and_marks_are_each_read_once(int rowsPerMark)
    {
        var id = await Created(0);
        var rows = new List<AppendRow>();
        for (var n = 0; n < 300; n++)
        {
            rows.Add(Some.Row(id, null, 0, [.. Enumerable.Range(0, 20).Select(k => Some.Entry(id, at: n * 100 + k))]));
            if (n % rowsPerMark == 0) rows.Add(Some.Mark(Some.Served([], [])));
        }
        await Appended(Some.Write(id, 1, null), [.. rows]);
        var records = await Memberships();
        Assert.Equal(rows.SelectMany(row => row.Entries).Select(entry => entry.At), records.Where(record => record.Entry is not null).Select(record => record.Entry!.Value.At));
        Assert.Equal(rows.Count(row => row.Mark is not null), records.Count(record => record.Mark is not null));
        Assert.Equal(records.Select(record => record.Position).Order(), records.Select(record => record.Position));
    }

    [ContractFact]
    public async Task A_feed_shows_what_is_announced_of_one_audience_in_pages_of_any_size()
    {
        var ids = new[] { await Created(0), await Created(1), await Created(2) };
        await Appended(
            null,
            Some.Row(ids[0], null, 0, Some.Entry(ids[0]), Some.Entry(ids[1], audience: "a2"), Some.Entry(ids[1], entered: false)),
            Some.Row(ids[0], null, 0, Some.Entry(ids[2], announced: false)),
            Some.Mark(Some.Served([2, 0], [1])),
            Some.Mark(Some.Served([1], [], announcing: false)),
            Some.Mark(Some.Served([], [])),
            Some.Row(ids[0], null, 0, Some.Entry(ids[2])));
        (long, int, Guid?, bool)[] expected =
        [
            (4, 1, ids[0], true), (4, 3, ids[1], false),
            (6, 1, ids[2], true), (6, 2, ids[0], true), (6, 3, ids[1], false),
            (9, 1, ids[2], true),
        ];

        for (var limit = 1; limit <= 7; limit++)
        {
            var read = new List<FeedItem>();
            while (await Feed(read.LastOrDefault().Position, read.LastOrDefault().Offset, limit) is { Length: > 0 } page)
            {
                Assert.True(page.Length == limit || page[^1].Position == 9);
                read.AddRange(page);
            }
            Assert.Equal(expected, read.Select(item => (item.Position, item.Offset, item.Contact, item.Entered)));
        }
        Assert.Equal((new Instant(9000), Cause.Activated, 2), (await Feed(4, int.MaxValue, 1)).Select(item => (item.At, item.Cause, item.Version)).Single());
        Assert.Equal(5, (await Feed(through: 8)).Length);
    }

    /// <summary>A database may keep what is announced by stretches of 2,048 places; here are three and a half of them, one without anything of the audience.</summary>
    [ContractFact]
    public async Task A_long_log_is_shown_added_up_and_counted_as_a_whole_wherever_it_is_read_from()
    {
        var ids = new[] { await Created(0), await Created(1), await Created(2) };
        var (random, rows, shown) = (new Random(3), new List<AppendRow>(), new List<(long Position, int Offset, Guid? Contact, bool Entered)>());
        for (var position = 4L; position < 7_200; position++)
        {
            var isOurs = position % 2_048 is 0 or 1 or 2_047 || (position is < 2_048 or > 4_096 && random.Next(20) == 0);
            var audience = isOurs ? "a1" : "a2";
            var enters = random.Next(2) == 0;
            rows.Add(position % 3 == 0
                ? Some.Mark(Some.Served(enters ? [2] : [], enters ? [] : [2], audience: audience))
                : Some.Row(ids[0], null, 0, Some.Entry(ids[0], enters, position, audience: audience), Some.Entry(ids[1], enters, position, 1, audience)));
            if (isOurs && position % 3 == 0) shown.Add((position, 1, ids[2], enters));
            else if (isOurs) shown.AddRange([(position, 1, ids[0], enters), (position, 2, ids[1], enters)]);
        }
        foreach (var some in rows.Chunk(1_000)) await Appended(null, some);

        foreach (var (limit, start) in ((int, int)[])[(1_000, 0), (7, 0), (50, 2_047), (50, 2_048), (3, 4_100), (100, 7_199)])
        {
            var expected = shown.Where(item => item.Position >= start).ToList();
            var read = new List<FeedItem>();
            while (await Feed(read.Count == 0 ? start : read[^1].Position, read.Count == 0 ? 0 : read[^1].Offset, limit) is { Length: > 0 } page) read.AddRange(page);
            Assert.Equal(expected, read.Select(item => (item.Position, item.Offset, item.Contact, item.Entered)));
        }
        Assert.Equal(shown.Where(item => item.Position <= 4_096), (await Feed(limit: 10_000, through: 4_096)).Select(item => (item.Position, item.Offset, item.Contact, item.Entered)));

        // A reader may name any place.
        foreach (var beyond in (long[])[7_200, 1L << 40, (1L << 40) + 5, long.MaxValue]) Assert.Empty(await Feed(beyond));

        var members = shown.GroupBy(item => item.Contact!.Value).Where(items => items.Last().Entered).Select(items => items.Key);
        var set = await Partitions.Announced(Some.Tenant, 0, "a1", new(long.MaxValue), long.MaxValue, default);
        Assert.Equal(members.Order(), set.Members.Select(member => member.Contact).Order());
        var growth = await Partitions.Growth(Some.Tenant, 0, "a1", [new(3_000), new(9_000)], long.MaxValue, default);
        var byEntries = shown.Where(item => item.Position % 3 != 0 && item.Position <= 3_000).ToList();
        Assert.Equal((byEntries.Count(item => item.Entered), byEntries.Count(item => !item.Entered)), (growth.Entered[0], growth.Left[0]));
        Assert.Equal((shown.Count(item => item.Entered), shown.Count(item => !item.Entered)), (growth.Entered.Sum(), growth.Left.Sum()));
    }

    [ContractFact]
    public async Task A_mark_that_is_not_expanded_is_one_item_with_counts()
    {
        var ids = new[] { await Created(0), await Created(1) };
        await Appended(null, Some.Mark(Some.Served([0], [1])), Some.Row(ids[0], null, 0, Some.Entry(ids[0])));
        var items = await Feed(expand: false);
        Assert.Equal((3L, 2, (Guid?)null, (1, 1)), (items[0].Position, items[0].Offset, items[0].Contact, items[0].Entries));
        Assert.Equal([4L], (await Feed(3, 2, expand: false)).Select(item => item.Position));
        Assert.Equal((3L, 2), (await Feed(3, 1)).Select(item => (item.Position, item.Offset)).First());
    }
}
