using System.Text;
using Contacts;
using Contracts;

namespace Tests.Contacts;

/// <summary>Encodings, delimiters and what stands before the names of the columns.</summary>
public sealed class FileTextTests
{
    private const string Umlauts = "First Name,Email\nJürgen – Łukasz,j@example.org\n";

    public static TheoryData<string, byte[]> Encoded => new()
    {
        { "UTF-8", Files.Of(Umlauts).ToArray() },
        { "UTF-8 with a mark", Files.Of(Umlauts, mark: true).ToArray() },
        { "UTF-16 LE with a mark", Files.Of(Umlauts, Encoding.Unicode, mark: true).ToArray() },
        { "UTF-16 BE with a mark", Files.Of(Umlauts, Encoding.BigEndianUnicode, mark: true).ToArray() },
        { "UTF-16 LE", Files.Of(Umlauts, Encoding.Unicode).ToArray() },
        { "UTF-16 BE", Files.Of(Umlauts, Encoding.BigEndianUnicode).ToArray() },
    };

    [Theory]
    [MemberData(nameof(Encoded))]
    public void A_file_is_read_in_the_encoding_it_is_in(string encoding, byte[] file)
    {
        Assert.True(Files.Bodies(new MemoryStream(file)) is [var body] && (string?)body["firstName"] == "Jürgen – Łukasz", encoding);
    }

    [Fact]
    public void What_is_not_utf8_is_windows_1252_even_if_that_shows_only_at_the_end()
    {
        var windows = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
        var many = string.Concat(Enumerable.Range(0, 10_000).Select(n => $"Ann,a{n}@example.org\n"));
        var last = Files.Bodies(Files.Of($"First Name,Email\n{many}“Zoë” €,z@example.org\n", windows))[^1];
        Assert.Equal("“Zoë” €", (string?)last["firstName"]);
    }

    [Theory]
    [InlineData("", "empty-file")]
    [InlineData(" \r\n\n", "empty-file")]
    [InlineData("PK\u0003\u0004…", "unreadable-workbook")]
    [InlineData("%PDF-1.7", "not-a-table")]
    [InlineData("plan,amount\npremium,3\n", "no-header")]
    [InlineData("ann@example.org,Ann\nbob@example.org,Bob\n", "no-header")]
    [InlineData("ann@example.org,Company\nbob@example.org,Acme\n", "no-header")]
    [InlineData("Company;030 1234567\nAcme;030 7654321\n", "no-header")]
    [InlineData("Ann,+44 (0)20 7946 0000,Name\n", "no-header")]
    [InlineData("plan,amount\nann@example.org,Company,Email\n", "no-header")]
    [InlineData("\"email,name\nann@example.org,Ann\n", "unclosed-quote")]
    public void What_cannot_be_a_file_of_contacts_is_refused(string text, string type) => Assert.Equal(type, Refused(Files.Of(text)));

    [Fact]
    public void A_column_may_be_named_by_a_number_or_a_date() => Files.Is(
        "{'emails':['a@example.org'],'traits':{'2026':'1','2026-01-31':'2','20260131':'3'}}",
        Files.Body("email,2026,2026-01-31,20260131\na@example.org,1,2,3\n"));

    [Fact]
    public void What_is_no_text_of_a_known_kind_is_refused()
    {
        Assert.Equal("unreadable-workbook", Refused(new([0xD0, 0xCF, 0x11, 0xE0, 0xA1])));
        Assert.Equal("not-a-table", Refused(new([0x1F, 0x8B, 8, 0])));
        Assert.Equal("unknown-encoding", Refused(Files.Of("email\n", Encoding.UTF32, mark: true)));
        Assert.Equal("unknown-encoding", Refused(new([.. Files.Of("email\n", mark: true).ToArray(), 0xFF, 0xFE])));
    }

    [Fact]
    public void A_thousand_columns_are_taken_and_one_more_is_refused()
    {
        static string Table(int columns) =>
            $"email,{string.Join(',', Enumerable.Range(2, columns - 1).Select(n => $"c{n}"))}\na@example.org{new string(',', columns - 1)}\n";
        Assert.Equal("[\"a@example.org\"]", Files.Body(Table(1_000))["emails"]!.ToJsonString());
        Assert.Equal("too-many-columns", Refused(Files.Of(Table(1_001))));
        Assert.Equal("too-many-columns", Refused(Files.Of(string.Join(',', Enumerable.Range(1, 5_000).Select(n => $"c{n}")))));
    }

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    public void The_delimiter_is_found(char delimiter)
    {
        var body = Files.Body($"E-Mail{delimiter}Note{delimiter}Vorname\na@example.org{delimiter}\"x,;\t|y\"{delimiter}Ann\n");
        Files.Is("{'firstName':'Ann','traits':{'Note':'x,;\\t|y'},'emails':['a@example.org']}", body);
    }

    [Fact]
    public void A_line_that_says_the_delimiter_is_believed() =>
        Files.Is("{'emails':['a@example.org'],'traits':{'b':'1'}}", Files.Body("sep=#\r\nemail#b\r\na@example.org#1\r\n"));

    [Fact]
    public void Rows_are_counted_from_the_names_on_and_can_be_read_from_any_of_them()
    {
        var file = new ContactFile(Files.Of("email\na@example.org\n\nb@example.org\n,\nc@example.org\n"));
        Assert.Equal([1, 2, 3, 4], file.Rows().Select(row => row.Number));
        Assert.Equal("line 5, there is nothing in it", file.Rows().ElementAt(2).Reason);
        Assert.Equal([3, 4], file.Rows(after: 2).Select(row => row.Number));
    }

    private static string Refused(MemoryStream file)
    {
        var refusal = Assert.Throws<Refusal>(() => new ContactFile(file));
        Assert.Equal(422, refusal.Status);
        Assert.EndsWith(".", refusal.Message, StringComparison.Ordinal);
        return refusal.Type;
    }
}
