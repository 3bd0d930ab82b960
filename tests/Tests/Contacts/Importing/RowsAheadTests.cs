using System.Collections.Immutable;
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
        await using var rows = Ahead(Rows(count));
        for (var number = 1; number <= count; number++) Assert.Equal(number, (await rows.Next())?.Row.Number);
        Assert.Null(await rows.Next());
        Assert.Null(await rows.Next());
    }

    [Theory]
    [InlineData(10, Part)]
    [InlineData(100_000, 12)]
    public async Task No_more_is_read_than_the_next_part(int length, int most)
    {
        var read = 0;
        await using var rows = Ahead(Rows(20_000, length).Select(row => { Interlocked.Increment(ref read); return row; }));
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
        await using (var rows = Ahead(Broken()))
        {
            for (var number = 1; number <= Part; number++) Assert.Equal(number, (await rows.Next())?.Row.Number);
            Assert.Equal("gone", (await Assert.ThrowsAsync<IOException>(async () => await rows.Next())).Message);
        }
        Assert.True(isLetGo);
        // Nobody asks any more: what went wrong meanwhile is not said.
        await Ahead(Broken().Skip(Part)).DisposeAsync();
    }

    [Fact]
    public async Task Each_row_is_fitted_to_what_is_asked_when_its_part_is_read()
    {
        var asked = 0;
        await using var rows = new RowsAhead(Rows(2 * Part).Select(row => row.Number % 10 == 0 ? row with { Reason = "bad" } : row), () =>
        {
            var part = ++asked;
            return body => Task.FromResult(new FittedBody(JsonElement.Parse($"{part}"), null, ImmutableSortedDictionary<string, string[]>.Empty));
        });
        for (var number = 1; number <= 2 * Part; number++)
        {
            var (row, fitted) = (await rows.Next())!.Value;
            Assert.Equal(number % 10 == 0 ? "bad" : null, row.Reason);
            Assert.Equal(number % 10 == 0 ? "" : number <= Part ? "1" : "2", $"{fitted.Body}");
        }
    }

    private static RowsAhead Ahead(IEnumerable<FileRow> rows) =>
        new(rows, () => body => Task.FromResult(new FittedBody(body, null, ImmutableSortedDictionary<string, string[]>.Empty)));

    private static IEnumerable<FileRow> Rows(int count, int length = 10) =>
        Enumerable.Range(1, count).Select(number => new FileRow(number, JsonElement.Parse($"\"{new string('x', length)}\""), null));
}
