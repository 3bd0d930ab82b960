using Audiences.Partitions;
using Audiences.Stored;
using Contracts;

namespace Tests.Membership;

public sealed class FlipRowsTests
{
    private static readonly Instant First = new(1_000);
    private static readonly Instant Second = new(2_000);

    [Fact]
    public void Many_of_one_audience_at_one_instant_are_one_set_and_the_others_entries_in_their_order()
    {
        var rows = FlipRows.Of(
            [One("a", 1, First), .. Enumerable.Range(10, 20).Reverse().Select(slot => One("a", slot, Second, entered: slot % 2 == 0)), One("b", 7, Second), One("a", 2, new(3_000))]);
        Assert.Equal(["a1@1000 b7@2000", "a10,12,14,16,18,20,22,24,26,28/11,13,15,17,19,21,23,25,27,29@2000", "a2@3000"], rows.Select(Shown));
    }

    [Fact]
    public void Every_book_has_rows_of_its_own_and_every_build_a_set()
    {
        var rows = FlipRows.Of(
            [.. Enumerable.Range(0, 20).Select(slot => One("a", slot, First)), .. Enumerable.Range(0, 20).Select(slot => One("a", slot, First, build: 2)),
             One("a", 5, First, book: "other")]);
        Assert.Equal([("mine", 1), ("mine", 2)], rows.Where(row => row.Mark is not null).Select(row => (row.Book, row.Mark!.Build)));
        Assert.Equal(["other"], rows.Where(row => row.Mark is null).Select(row => row.Book));
    }

    [Fact]
    public void Whoever_flips_twice_at_one_instant_keeps_the_order()
    {
        var flips = Enumerable.Range(0, 20).Select(slot => One("a", slot, First)).Append(One("a", 3, First, entered: false)).ToArray();
        var row = Assert.Single(FlipRows.Of(flips));
        Assert.Equal(flips.Select(flip => flip.Entry), row.Entries);
    }

    private static (string Book, MembershipEntry Entry) One(string audience, int slot, Instant at, bool entered = true, int build = 1, string book = "mine") =>
        (book, new MembershipEntry(audience, build, 1, slot, Guid.Empty, entered, at, Cause.Time, true));

    private static string Shown(AppendRow row) => row.Mark is { } mark
        ? $"{mark.Audience}{string.Join(',', mark.Entered)}/{string.Join(',', mark.Left)}@{mark.At.Ms}"
        : string.Join(' ', row.Entries.Select(entry => $"{entry.Audience}{entry.Slot}@{entry.At.Ms}"));
}
