using System.Text.Json;
using Contacts;

namespace Tests.Contacts.Importing;

public sealed class RowsAheadTests
{
    // Two parts are in memory at the most: one is given out, the next is read.
    private const int Part = 1024;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Part)]
    [InlineData(3 * Part + 7)]
    public async Task Every_row_comes_once_and_in_order(int count)
    {
        await using var rows = new RowsAhead(Rows(count));
        for (var number = 1; number <= count; number++) Assert.Equal(number, (await rows.Next())?.Number);
        Assert.Null(await rows.Next());
        Assert.Null(await rows.Next());
    }

    [Theory]
    [InlineData(10, Part)]
    [InlineData(100_000, 12)]
    public async Task No_more_is_read_than_the_next_part(int length, int most)
    {
        var read = 0;
        await using var rows = new RowsAhead(Rows(20_000, length).Select(row => { Interlocked.Increment(ref read); return row; }));
        for (var given = 1; given <= 2 * most; given++)
        {
            Assert.NotNull(await rows.Next());
            Assert.InRange(Volatile.Read(ref read), given, given + 2 * most);
        }
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_on_says_so_and_is_let_go_of()
    {
        var isLetGo = false;
        IEnumerable<FileRow> Broken()
        {
            try
            {
                foreach (var row in Rows(Part)) yield return row;
                throw new IOException("gone");
            }
            finally
            {
                isLetGo = true;
            }
        }
        await using (var rows = new RowsAhead(Broken()))
        {
            for (var number = 1; number <= Part; number++) Assert.Equal(number, (await rows.Next())?.Number);
            Assert.Equal("gone", (await Assert.ThrowsAsync<IOException>(async () => await rows.Next())).Message);
        }
        Assert.True(isLetGo);
        // Nobody asks any more: what went wrong meanwhile is not said.
        await new RowsAhead(Broken().Skip(Part)).DisposeAsync();
    }

    private static IEnumerable<FileRow> Rows(int count, int length = 10) =>
        Enumerable.Range(1, count).Select(number => new FileRow(number, JsonElement.Parse($"\"{new string('x', length)}\""), null));
}
