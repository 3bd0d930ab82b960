using Audiences.Packing;
using Audiences.Partitions;

namespace Tests.Membership;

public sealed class RowTableTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(5_000)]
    public void Rows_are_found_by_slot_and_by_id_whoever_came_and_went(int slots)
    {
        var (rows, known, random) = (new RowTable(slots), new Dictionary<int, ContactRow>(), new Random(7));
        var shelf = new ContactShelf("book", new NameTable(), new TrackTable());
        var gone = new List<Guid>();
        for (var i = 0; i < 60_000; i++)
        {
            var slot = random.Next(3_000);
            if (known.Remove(slot, out var held))
            {
                gone.Add(held.Contact);
                rows.Remove(slot);
                rows.Remove(slot);
            }
            else
            {
                known[slot] = new ContactRow(slot, Guid.CreateVersion7(), shelf);
                rows.Add(known[slot]);
            }
            if (i % 10_000 == 9_999)
                AssertSame();
        }

        void AssertSame()
        {
            Assert.Equal(known.Count, rows.Count);
            Assert.Equal(known.OrderBy(held => held.Key).Select(held => held.Value), rows.All);
            Assert.Equal(known.OrderBy(held => held.Key).Select(held => held.Value).Where(row => row.Slot is >= 1_000 and < 2_000), rows.Between(1_000, 2_000));
            Assert.All(known, held => Assert.True(ReferenceEquals(held.Value, rows.Find(held.Key)) && ReferenceEquals(held.Value, rows.Find(held.Value.Contact))));
            Assert.All(gone, contact => Assert.Null(rows.Find(contact)));
            Assert.Null(rows.Find(70_000));
        }
    }
}
