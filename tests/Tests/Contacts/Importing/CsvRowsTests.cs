using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using FsCheck;
using FsCheck.Fluent;
using Contacts;

namespace Tests.Contacts;

/// <summary>Tables of text: what another program wrote comes back whole, and what is broken is named by its line.</summary>
public sealed class CsvRowsTests
{
    private static readonly Gen<string> Cells =
        Gen.Elements("a", "Ann", ",", ";", "\t", "|", "\"", "\"\"", "\n", "\r\n", "\r", " ", "'", "=", "é", "😀", "\u00A0", "\uFEFF", "\0")
            .ListOf().Select(parts => string.Concat(parts));

    private static readonly Gen<(char Delimiter, bool QuotesAll, string[][] Table)> Tables =
        from delimiter in Gen.Elements(',', ';', '\t', '|')
        from quotesAll in Gen.Elements(true, false)
        from width in Gen.Choose(2, 5)
        from height in Gen.Choose(1, 6)
        from cells in Cells.ListOf(width * height)
        select (delimiter, quotesAll, cells.Chunk(width).ToArray());

    [Fact]
    public void Any_table_that_CsvHelper_writes_comes_back_whole() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(Tables.ToArbitrary(), written =>
        {
            var rows = Read(Written(written.Table, written.Delimiter, written.QuotesAll), written.Delimiter);
            Assert.All(rows, row => Assert.Null(row.Fault));
            Assert.Equal(written.Table, rows.Select(row => row.Cells.ToArray()));
        }));

    [Fact]
    public void A_row_knows_the_line_that_it_begins_in()
    {
        var rows = Read("a,b\r\n\r\n\"x\ny\r\nz\",1\r2,3\n4,5");
        Assert.Equal([1L, 3, 6, 7], rows.Select(row => row.Line));
        Assert.Equal("x\ny\r\nz", rows[1].Cells[0]);
    }

    [Theory]
    [InlineData("a,b\n1,2\n3,\"4\n5,6\n7,8\n", 3)]
    [InlineData("a,b\n1,2\n3,\"4\n5,\"6\"\n7,8\n", 3)]
    [InlineData("a,b\n1,2\n\"x\ny\",\"", 4)]
    public void An_unclosed_quote_is_named_by_the_line_where_it_opened_and_the_rows_before_it_are_read(string text, int line)
    {
        var rows = Read(text);
        Assert.True(rows[^1].Fault is { EndsFile: true }, $"{rows[^1].Fault}");
        Assert.StartsWith($"line {line}: a quote opens here", rows[^1].Fault!.Reason, StringComparison.Ordinal);
        Assert.Equal(["1", "2"], rows[1].Cells);
        Assert.All(rows[..^1], row => Assert.Null(row.Fault));
    }

    [Fact]
    public void Text_after_a_closing_quote_spoils_its_row_alone()
    {
        var rows = Read("a,b\n1,\"x\"y\n\"5\" ,6\n7,in \"quotes\"\n");
        Assert.Contains("line 2: text follows a closing quote", rows[1].Fault!.Reason, StringComparison.Ordinal);
        Assert.Equal(["5", "6"], rows[2].Cells);
        Assert.Equal("in \"quotes\"", rows[3].Cells[1]);
    }

    [Fact]
    public void A_quote_that_swallows_a_gigabyte_is_given_up_after_a_few_megabytes()
    {
        using var text = new Endless("email,note\na@example.org,\"", "swallowed,\n", 1_000_000_000);
        var rows = Read(text);
        Assert.True(rows[^1].Fault is { EndsFile: true });
        Assert.InRange(text.Taken, 0, 2 * CsvRows.LongestQuote);
    }

    [Fact]
    public void A_row_without_end_is_passed_over_in_little_memory()
    {
        using var text = new Endless("a,b\n", ",x", 20_000_000);
        var rows = Read(text);
        Assert.Contains("longer than", rows[1].Fault!.Reason, StringComparison.Ordinal);
        Assert.InRange(rows[1].Cells.Count, 1, CsvRows.MostCells + 1);
    }

    [Fact]
    public void A_cell_that_is_too_long_spoils_its_row_alone()
    {
        var longest = new string('x', CsvRows.LongestCell);
        var rows = Read($"a,{longest}\nb,{longest}y\nc,\"{longest}\ny\"\nd,e\n");
        Assert.Equal(longest, rows[0].Cells[1]);
        Assert.Contains("line 2, column 2: the cell is longer than", rows[1].Fault!.Reason, StringComparison.Ordinal);
        Assert.False(rows[2].Fault!.EndsFile);
        Assert.Equal(["d", "e"], rows[3].Cells);
    }

    [Theory]
    [InlineData(9, 128 * 1024, "a quoted cell after many others")]
    [InlineData(1, 2 * CsvRows.LongestRow, "a quoted cell that is longer than a row may be")]
    public void A_row_that_is_too_long_spoils_itself_alone_also_when_it_holds_quotes(int cells, int length, string why)
    {
        var row = string.Join(',', Enumerable.Repeat($"\"{new string('x', length)}\"", cells));
        var rows = Read($"a,b\n{row},\"last\"\nc,d\n");
        Assert.True(rows.Count == 3 && rows[1].Fault is { EndsFile: false }, $"{why}: {rows[1].Fault}");
        Assert.Equal(["c", "d"], rows[2].Cells);
    }

    private static List<CsvRow> Read(string text, char delimiter = ',') => Read(new StringReader(text), delimiter);

    private static List<CsvRow> Read(TextReader text, char delimiter = ',')
    {
        var (rows, all) = (new CsvRows(text, delimiter), new List<CsvRow>());
        while (rows.Next() is { } row) all.Add(row);
        return all;
    }

    private static string Written(string[][] table, char delimiter, bool quotesAll)
    {
        var form = new CsvConfiguration(CultureInfo.InvariantCulture) { Delimiter = $"{delimiter}" };
        if (quotesAll) form.ShouldQuote = _ => true;
        using var text = new StringWriter();
        using var writer = new CsvWriter(text, form);
        foreach (var row in table)
        {
            foreach (var cell in row) writer.WriteField(cell);
            writer.NextRecord();
        }
        writer.Flush();
        return text.ToString();
    }
}

/// <summary>A text that is made while it is read: a beginning, then the same again and again.</summary>
internal sealed class Endless(string beginning, string again, long length) : TextReader
{
    public long Taken { get; private set; }

    public override int Read(char[] buffer, int index, int count)
    {
        var read = 0;
        for (; read < count && Taken < length; read++, Taken++)
            buffer[index + read] = Taken < beginning.Length ? beginning[(int)Taken] : again[(int)((Taken - beginning.Length) % again.Length)];
        return read;
    }
}
