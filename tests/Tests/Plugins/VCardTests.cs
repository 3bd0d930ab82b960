using System.Text;
using Audiences.Sdk;
using FsCheck.Fluent;

namespace Tests.Plugins;

public class VCardTests
{
    [Fact]
    public void A_card_of_version_4_is_read()
    {
        var contact = One("""
            BEGIN:VCARD
            VERSION:4.0
            FN:Dr. Zoë van der Berg
            N:van der Berg;Zoë,Marie;;Dr.;
            EMAIL;TYPE=home;PREF=2:zoe@home.example
            EMAIL;TYPE=work;PREF=1:zoe@work.example
            TEL;VALUE=uri;TYPE="voice,cell":tel:+32-470-12-34-56;ext=7
            ORG:Bloom\, Inc.;Gardens
            BDAY:19960415
            ADR;LABEL="Main street 1; Ghent":;2nd floor;Main street 1;Ghent;East Flanders;9000;BE
            CATEGORIES:vip,big\, loud
            TITLE:Head of\nGardens
            END:VCARD
            """);
        Assert.Equal(["zoe@work.example", "zoe@home.example"], contact.Emails);
        Assert.Equal(["+32-470-12-34-56"], contact.Phones);
        Assert.Equal(("Zoë,Marie", "van der Berg", "Bloom, Inc."), (contact.FirstName, contact.LastName, contact.Company));
        Assert.Equal(new DateOnly(1996, 4, 15), contact.Birthday);
        Assert.Equal(("Main street 1, 2nd floor", "Ghent", "East Flanders", "9000", "BE"), (contact.Street, contact.City, contact.Region, contact.PostalCode, contact.Country));
        Assert.Equal(["vip", "big, loud"], contact.Tags);
        Assert.Equal("Head of\nGardens", contact.Traits["title"].Text);
        Assert.Null(contact.ExternalId);
    }

    [Fact]
    public void A_card_of_version_3_with_groups_and_folds_is_read()
    {
        var contact = One(
            "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Bon\r\n es;Bob;;;\r\nitem1.EMAIL;type=INTERNET:bob@home.exam\r\n\tple\r\nitem1.X-ABLabel:_$!<Home>!$_\r\n"
            + "EMAIL;type=INTERNET;type=WORK;type=pref:bob@work.example\r\nBDAY;value=date:1970-01-02\r\nPHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQ\r\n AASDFASDF\r\nNOTE:one\\;two\\, three\\\\\r\nEND:VCARD\r\n");
        Assert.Equal(("Bob", "Bones"), (contact.FirstName, contact.LastName));
        Assert.Equal(["bob@work.example", "bob@home.example"], contact.Emails);
        Assert.Equal(new DateOnly(1970, 1, 2), contact.Birthday);
        Assert.Equal("one;two, three\\", contact.Traits["note"].Text);
    }

    [Fact]
    public void A_card_of_version_2_1_in_quoted_printable_and_old_letters_is_read()
    {
        var contact = One("""
            BEGIN:VCARD
            VERSION:2.1
            N;CHARSET=windows-1252;ENCODING=QUOTED-PRINTABLE:M=FCller;J=F6rg
            ADR;HOME;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:;;Hauptstra=C3=9Fe 1=
            , Hinterhaus;K=C3=B6ln;;50667;Deutschland
            TEL;CELL;PREF:+49 151 000
            EMAIL;INTERNET:joerg@example.de
            NOTE;QUOTED-PRINTABLE:line=0D=0Aline=3Dtwo
            END:VCARD
            """);
        Assert.Equal(("Jörg", "Müller"), (contact.FirstName, contact.LastName));
        Assert.Equal(("Hauptstraße 1, Hinterhaus", "Köln", "50667", "Deutschland"), (contact.Street, contact.City, contact.PostalCode, contact.Country));
        Assert.Equal("line\r\nline=two", contact.Traits["note"].Text);
        Assert.Equal(["+49 151 000"], contact.Phones);
    }

    [Theory]
    [InlineData("FN:Ann Lee", "Ann", "Lee")]
    [InlineData("N:;;;;\nFN:Ann Marie Lee", "Ann Marie", "Lee")]
    [InlineData("FN:Cher", "Cher", null)]
    [InlineData("FN:ann@example.org", null, null)]
    [InlineData("FN:Bloom Gardens\nKIND:org", null, null)]
    public void A_name_that_is_only_formatted_is_taken_apart(string lines, string? first, string? last)
    {
        var contact = One($"BEGIN:VCARD\nVERSION:4.0\n{lines}\nEND:VCARD");
        Assert.Equal((first, last), (contact.FirstName, contact.LastName));
    }

    [Fact]
    public void Groups_are_no_contacts_and_bad_lines_cost_only_themselves()
    {
        var cards = Read("\ufeffnoise\nBEGIN:VCARD\nKIND:group\nFN:Team\nEND:VCARD\nBEGIN:VCARD\nno colon\n:no name\nEMAIL:a@example.org\nBEGIN:VCARD\nEMAIL:agent@example.org\nEND:VCARD\nFN:A\nEND:VCARD\nBEGIN:VCARD\nFN:unfinished");
        Assert.Equal(2, cards.Count);
        Assert.Equal(["a@example.org"], cards[0]!.Emails);
        Assert.Null(cards[1]);
    }

    [Fact]
    public void Any_text_written_as_RFC_6350_says_is_read_as_it_was()
    {
        var texts = Gen.Elements("a", "Zoë", "😀", ",", ";", "\\", "\n", ":", "\"", "=", " x", "日本", "\\n", "=20").ListOf().Select(string.Concat).Sample(500);
        foreach (var text in texts.Select(each => each.Trim()))
        {
            var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal).Replace(";", "\\;", StringComparison.Ordinal);
            var contact = Read($"BEGIN:VCARD\r\nVERSION:4.0\r\n{Folded($"N:{escaped};{escaped};;;")}\r\n{Folded($"NOTE:{escaped}")}\r\nEND:VCARD\r\n").Single()!;
            Assert.Equal((text, text, text), (contact.FirstName ?? "", contact.LastName ?? "", contact.Traits.GetValueOrDefault("note")?.Text ?? ""));
        }
    }

    [Fact]
    public void Whatever_comes_is_read_without_an_exception()
    {
        var noise = Gen.Elements("BEGIN:VCARD\n", "END:VCARD\n", "N", "ADR", "BDAY", "CATEGORIES", ";", ":", "=", "\\", "\n ", "\"", "ENCODING=b", ";ENCODING=QUOTED-PRINTABLE:=", ";CHARSET=klingon", ",", "\ud83d", "é").ListOf().Select(string.Concat);
        foreach (var text in noise.Sample(2_000)) _ = Read(text);
    }

    [Theory]
    [InlineData("NOTE;ENCODING=QUOTED-PRINTABLE:")]
    [InlineData("NOTE;LABEL=\":;ENCODING=QUOTED-PRINTABLE:")]
    [InlineData("NOTE;LABEL=\"")]
    [InlineData("NOTE:")]
    public void A_line_in_very_many_pieces_costs_what_its_letters_cost(string head)
    {
        // With the whole line looked at again at each piece this took minutes.
        var card = $"BEGIN:VCARD\nFN:Ann Lee\n{head}{string.Concat(Enumerable.Repeat(":=\n =\n ", 32_000))}\n\nEND:VCARD\n";
        Assert.Equal(20, Read(string.Concat(Enumerable.Repeat(card, 20))).Count(contact => contact!.FirstName == "Ann"));
    }

    [Fact]
    public void What_a_line_is_encoded_in_may_be_folded_or_stand_behind_a_colon_in_quotes()
    {
        var contact = One("BEGIN:VCARD\nNOTE;ENCODING=QUOTED-\n PRINTABLE:one=\ntwo=\n three\nTITLE;LABEL=\"a:b\";QUOTED-PRINTABLE:four=\nfive\nFN:Ann Lee\nEND:VCARD\n");
        Assert.Equal(("onetwo three", "fourfive", "Ann"), (contact.Traits["note"].Text, contact.Traits["title"].Text, contact.FirstName));
    }

    private static Contact One(string text) => Assert.Single(Read(text))!;

    private static List<Contact?> Read(string text) => [.. VCards.Read(new StringReader(text))];

    private static string Folded(string line)
    {
        var folded = new StringBuilder();
        for (var at = 0; at < line.Length; at += 9) folded.Append(at == 0 ? "" : "\r\n ").Append(line, at, Math.Min(9, line.Length - at));
        return folded.ToString();
    }
}
