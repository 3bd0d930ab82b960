using System.Text;
using Contacts;
using Contracts;

namespace Tests.Contacts;

/// <summary>Spreadsheets of programs, and what people make of them who wish the server ill.</summary>
public sealed class WorkbookTests
{
    private static readonly string Header = Xlsx.Row("Email", "First Name", "Birthday", "Postal Code", "Seen", "Seats");

    [Theory]
    [InlineData("people.xlsx")]
    [InlineData("people.xls")]
    public void A_workbook_of_another_program_is_read_from_the_first_sheet_that_has_names_of_columns(string sample)
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Contacts", "Importing", "Samples", sample));
        var bodies = Files.Bodies(file);
        Assert.Equal(2, bodies.Count);
        Files.Is("{'firstName':'Zoë & <Ann>','birthday':'1990-02-28','emails':['ann@example.org'],'phones':['32470123456'],'traits':{'Plan':'premium','Seats':'0.3','Newsletter':'true'}}", bodies[0]);
        Files.Is("{'birthday':'1985-12-31','emails':['bob@example.org'],'phones':['+32 470 12 34 57'],'traits':{'Seats':'12','Newsletter':'false'}}", bodies[1]);
    }

    [Fact]
    public void A_cell_is_read_as_the_program_shows_it()
    {
        var file = Xlsx.Of(
            Header + """
            <row r="7"><c r="F7" t="str"><f>1+1</f><v>two_x000A_</v></c><c r="A7" t="s"><v>1</v></c><c t="e"><v>#N/A</v></c><c r="C7" s="3"><v>32932</v></c><c s="4"><v>1230</v></c><c s="2"><v>46081.5</v></c></row>
            <row><c t="inlineStr"><is><r><t>b@</t></r><r><t>example.org</t></r><rPh><t>spoken</t></rPh></is></c><c/><c s="1"><v>59</v></c><c s="5"><v>1E3</v></c><c s="6"><v>0.75</v></c><c t="b"><v>1</v></c></row>
            """,
            "<si><t>nobody</t></si><si><t>a@</t><phoneticPr/><rPh><t>x</t></rPh><t>example.org</t></si>");
        var bodies = Files.Bodies(file);
        Files.Is("{'birthday':'1990-02-28','emails':['a@example.org'],'traits':{'Seen':'2026-02-28T12:00:00Z','Seats':'two'},'address':{'postalCode':'01230'}}", bodies[0]);
        Files.Is("{'birthday':'1900-02-28','emails':['b@example.org'],'traits':{'Seen':'18:00:00','Seats':'true'},'address':{'postalCode':'1000'}}", bodies[1]);
    }

    [Fact]
    public void Days_are_counted_from_1904_where_the_workbook_says_so()
    {
        var file = Xlsx.Of(Header + """<row><c t="inlineStr"><is><t>a@example.org</t></is></c><c/><c s="1"><v>31470</v></c></row>""", "",
            ("xl/workbook.xml", Xlsx.Book.Replace("<sheets>", "<workbookPr date1904=\"1\"/><sheets>", StringComparison.Ordinal)));
        Files.Is("{'birthday':'1990-02-28','emails':['a@example.org']}", Assert.Single(Files.Bodies(file)));
    }

    [Fact]
    public void Rows_are_named_by_the_line_that_the_program_shows()
    {
        var rows = Files.Rows(Xlsx.Of(Xlsx.Row("Email", "Name") + """<row r="9"><c t="inlineStr"><is><t>nobody</t></is></c></row><row r="2000000000"><c r="C1" t="inlineStr"><is><t>x</t></is></c></row>"""));
        Assert.Equal(["line 9, column \"Email\": must be an e-mail address", "line 2000000000, 3 cells where the first line names only 2 columns"], rows.Select(row => row.Reason));
        Assert.Equal([1, 2], rows.Select(row => row.Number));
    }

    [Fact]
    public void A_cell_or_a_column_beyond_all_measure_costs_its_row()
    {
        var long100 = new string('x', 2 * CsvRows.LongestCell);
        var rows = Files.Rows(Xlsx.Of(Xlsx.Row("Email", "Name") + Xlsx.Row("a@example.org", long100)
            + """<row><c r="ZZZZZZZ1" t="inlineStr"><is><t>far</t></is></c></row>""" + Xlsx.Row("b@example.org", "Ann")));
        Assert.Contains("the cell is longer than", rows[0].Reason);
        Assert.Contains("right of the last column", rows[1].Reason);
        Assert.Null(rows[2].Reason);
    }

    [Fact]
    public void What_is_damaged_further_down_ends_the_file_and_what_was_before_stays()
    {
        var rows = Files.Rows(Xlsx.Of(Xlsx.Row("Email") + Xlsx.Row("a@example.org") + "<row><broken></row>"));
        Assert.Equal([null, "after line 2: its XML is damaged, or not a spreadsheet's; nothing after it was read"], rows.Select(row => row.Reason));
        Assert.True(rows[1].EndsFile);
    }

    [Fact]
    public void A_bomb_is_refused_before_it_is_in_memory()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("more than 250 times its size", Refused(Xlsx.Of("", "<si><t>" + new string('x', 64 * 1024 * 1024) + "</t></si>")).Message);
        // Making the file takes some three times its size.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 512L * 1024 * 1024);
    }

    [Fact]
    public void A_part_that_lies_about_its_size_gives_no_more_than_it_says()
    {
        var bytes = Xlsx.Of(Xlsx.Row("Email") + string.Concat(Enumerable.Range(0, 200_000).Select(i => Xlsx.Row($"a{i}@example.org")))).ToArray();
        // In the archive's directory: the sheet inflates to 1,000 bytes.
        var name = bytes.AsSpan().LastIndexOf("xl/worksheets/sheet1.xml"u8);
        BitConverter.TryWriteBytes(bytes.AsSpan(name - 46 + 24), 1_000);
        var refusal = Record.Exception(() => Files.Rows(new MemoryStream(bytes)));
        if (refusal is not null) Assert.Equal("unreadable-workbook", Assert.IsType<Refusal>(refusal).Type);
        else Assert.True(Files.Rows(new MemoryStream(bytes)) is [.., { EndsFile: true }] rows && rows.Count < 100);
    }

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"aaaa\">]>", "its XML is damaged")]
    [InlineData("<a x=\"<long>\"/>", "an element of it is too long")]
    [InlineData("<deep>", "nested too deep")]
    [InlineData("<names>", "more names of elements")]
    public void Xml_that_would_fill_the_memory_is_refused(string trick, string reason)
    {
        var text = trick switch
        {
            "<deep>" => string.Concat(Enumerable.Repeat("<a>", 100)),
            "<names>" => string.Concat(Enumerable.Range(0, 10_000).Select(i => $"<a{i}/>")),
            _ => trick.Replace("<long>", new string('x', 100_000), StringComparison.Ordinal),
        };
        var file = Xlsx.Of("", "", ("xl/workbook.xml", trick.StartsWith("<!", StringComparison.Ordinal) ? text + Xlsx.Book : $"<workbook>{text}</workbook>"));
        Assert.Contains(reason, Refused(file).Message);
    }

    [Fact]
    public void Names_of_parts_are_no_paths()
    {
        var escaped = Path.Combine(Path.GetTempPath(), "audiences-escaped.xml");
        var file = Xlsx.Of(Xlsx.Row("Email") + Xlsx.Row("a@example.org"), "", ($"../../../../../../../..{escaped}", "x"), (escaped, "x"));
        Assert.Single(Files.Bodies(file));
        Assert.False(File.Exists(escaped));
        var lost = Xlsx.Of("", "", ("xl/_rels/workbook.xml.rels", """<Relationships><Relationship Id="rId1" Target="/../../etc/passwd"/></Relationships>"""));
        Assert.Equal("no-header", Refused(lost).Type);
    }

    [Fact]
    public void An_archive_with_very_many_parts_or_none_of_a_workbook_is_refused()
    {
        Assert.Contains("more parts than a workbook has", Refused(Xlsx.Zip(Enumerable.Range(0, 60_000).Select(i => ($"a-name-that-is-long-enough-{i}", "")))).Message);
        Assert.Contains("no workbook", Refused(Xlsx.Zip([("contacts.csv", "email\na@example.org\n")])).Message);
    }

    [Fact]
    public void What_is_protected_by_a_password_is_refused_with_what_to_do()
    {
        byte[] file = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[2000], .. Encoding.Unicode.GetBytes("EncryptedPackage"), .. new byte[100]];
        Assert.Contains("protected by a password", Refused(new MemoryStream(file)).Message);
    }

    [Theory]
    [InlineData("people.xlsx")]
    [InlineData("people.xls")]
    public void Whatever_is_done_to_a_workbook_it_is_read_or_refused(string sample)
    {
        var whole = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Contacts", "Importing", "Samples", sample));
        var random = new Random(7);
        var tries = int.TryParse(Environment.GetEnvironmentVariable("WORKBOOK_TRIES"), out var given) ? given : 300;
        for (var i = 0; i < tries; i++)
        {
            var bytes = whole[..(random.Next(4) == 0 ? random.Next(8, whole.Length) : whole.Length)];
            for (var times = random.Next(1, 20); times > 0; times--) bytes[random.Next(8, bytes.Length)] = (byte)(random.Next(3) == 0 ? 0xFF : random.Next(256));
            var failure = Record.Exception(() => Files.Rows(new MemoryStream(bytes)));
            Assert.True(failure is null or Refusal, $"try {i}: {failure}");
        }
    }

    [Fact]
    public void Cards_are_rows_and_one_without_an_end_ends_the_file()
    {
        var rows = Files.Rows("""
            BEGIN:VCARD
            VERSION:3.0
            N:Holm;Pia;;;
            EMAIL;TYPE=work:pia@example.org
            TEL:+46 8 123 456
            CATEGORIES:vip,fair
            PHOTO;ENCODING=b:AAAA
            END:VCARD
            BEGIN:VCARD
            VERSION:2.1
            EMAIL:nobody
            END:VCARD
            BEGIN:VCARD
            FN:Half
            """);
        Files.Is("{'emails':['pia@example.org'],'phones':['+46 8 123 456'],'firstName':'Pia','lastName':'Holm','tags':['vip','fair']}", System.Text.Json.Nodes.JsonNode.Parse(rows[0].Body.GetRawText()));
        Assert.Equal(["emails[0]: must be an e-mail address", "the card has no end; nothing after it was read"], rows.Skip(1).Select(row => row.Reason));
        Assert.True(rows[2].EndsFile);
        Assert.Equal(3, rows.Count);
    }

    private static Refusal Refused(Stream file)
    {
        using (file) return Assert.Throws<Refusal>(() => new ContactFile(file));
    }
}
