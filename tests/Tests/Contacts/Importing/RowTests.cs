using Contacts;

namespace Tests.Contacts;

/// <summary>What a row of any file says about a contact, and what is wrong with it.</summary>
public sealed class RowTests
{
    [Fact]
    public void Known_columns_are_fields_whatever_their_case_and_punctuation_and_others_are_traits() => Files.Is(
        """
        {'externalId':'c-7','firstName':'Ann','lastName':'Lee','company':'Acme','birthday':'1990-02-28',
         'traits':{'Favourite colour':'green'},'tags':['vip','blog'],
         'emails':['ann@example.org','ann@work.example'],'phones':[{'value':'+44 20 7946 0000','label':'Mobile'}],
         'address':{'street':'1 High St\nFlat 2','city':'London','postalCode':'N1','country':'GB'}}
        """,
        Files.Body("""
        User ID,FIRST_NAME,Last Name,Organisation,Date of Birth,Favourite colour,Tags,E-mail,Email Address,mobile phone,Address Line 1,Address Line 2,City,ZIP,Country
        c-7,Ann,Lee,Acme,1990-02-28,green,"vip, blog",ann@example.org,ann@work.example,+44 20 7946 0000,1 High St,Flat 2,London,N1,GB
        """));

    [Fact]
    public void Columns_named_as_the_api_names_fields_come_back_into_them() => Files.Is(
        """
        {'externalId':'a','emails':['a@example.org','b@example.org'],'traits':{'plan':'=1+1','a.b':'x'},'customFields':{'size':'XL'},'preferences':{'price':'3'},
         'tags':['a, b','c'],'stage':'Lead','segment':'Buyer','step':'Call','assignedTo':'me','sources':['fair'],'address':{'city':'Rome'},'consent':{'email':'unsubscribed'}}
        """,
        Files.Body("""
        id,externalId,email,emails,trait.plan,trait.a.b,custom.size,preference.price,tag,stage,segment,step,assignedTo,source,address.city,subscribed,origin,createdAt
        0190f,a,a@example.org,a@example.org ::: b@example.org,'=1+1,x,XL,3,"a, b ::: c",Lead,Buyer,Call,me,fair,Rome,false,file,2026-01-01T00:00:00.000Z
        """));

    [Fact]
    public void Empty_cells_are_absent_and_columns_of_one_name_are_all_taken()
    {
        var rows = Files.Bodies(Files.Of("email,email,note,note,first name,\na@example.org,b@example.org,1,2, ,x\nc@example.org,,,3,Bob,\n"));
        Files.Is("{'emails':['a@example.org','b@example.org'],'traits':{'note':['1','2'],'Column 6':'x'}}", rows[0]);
        Files.Is("{'emails':['c@example.org'],'traits':{'note':'3'},'firstName':'Bob'}", rows[1]);
    }

    [Theory]
    [InlineData("Ann", "{'firstName':'Ann'}")]
    [InlineData("Ann Lee Jones", "{'firstName':'Ann','lastName':'Lee Jones'}")]
    public void A_whole_name_is_taken_apart(string name, string body) => Files.Is(body, Files.Body($"full name\n{name}\n"));

    [Theory]
    [InlineData("1990-02-28", "1990-02-28")]
    [InlineData("--02-29", "--02-29")]
    [InlineData(" --2-9 ", null)]
    [InlineData("2/28/1990", "1990-02-28")]
    [InlineData("28/2/1990", "1990-02-28")]
    [InlineData("3/4/1990", "1990-03-04")]
    [InlineData("28.2.1990", "1990-02-28")]
    [InlineData("12 Mar 1990", "1990-03-12")]
    [InlineData("1990-02-28T00:00:00.000Z", "1990-02-28")]
    [InlineData("2/28/1990 0:00", "1990-02-28")]
    [InlineData("02/29", "--02-29")]
    [InlineData("19900228", "1990-02-28")]
    [InlineData("0/0/00", "")]
    [InlineData("1850-01-01", null)]
    [InlineData("31.2.1990", null)]
    [InlineData("soon", null)]
    public void Birthdays_are_read_as_programs_write_them(string cell, string? birthday)
    {
        var row = Assert.Single(Files.Rows($"email,birthday\na@example.org,{cell}\n"));
        if (birthday is null) Assert.Contains("column \"birthday\": ", row.Reason, StringComparison.Ordinal);
        else Assert.Equal(birthday, row.Body.TryGetProperty("birthday", out var read) ? read.GetString() : "");
    }

    [Theory]
    [InlineData("nobody,Ann", "line 2, column \"E-Mail\": must be an e-mail address")]
    [InlineData("a@example.org; nobody,Ann", "line 2, column \"E-Mail\": must be an e-mail address")]
    [InlineData("a@example.org", "line 2, 1 cells where the first line names 2 columns")]
    [InlineData("a@example.org,Ann,more", "line 2, 3 cells where the first line names only 2 columns")]
    [InlineData("a@example.org,A\0nn", "holds NUL")]
    [InlineData(",", "line 2, there is nothing in it")]
    public void A_bad_row_is_named_with_line_column_and_reason(string row, string reason) =>
        Assert.Contains(reason, Files.Reason($"E-Mail,First Name\n{row}\n"), StringComparison.Ordinal);

    [Fact]
    public void Text_that_is_too_long_is_named_with_its_column() => Assert.Equal(
        $"line 2, column \"Company\": is longer than {ContactBody.LongestText} characters",
        Files.Reason($"email,Company\na@example.org,{new string('x', ContactBody.LongestText + 1)}\n"));

    [Fact]
    public void Cells_beyond_the_last_column_may_be_empty() => Assert.Equal("nothing", Files.Reason("email,a\na@example.org,1,,\n"));

    [Fact]
    public void Bad_rows_do_not_harm_their_neighbours()
    {
        var rows = Files.Rows("email,a\na@example.org,1\nnobody,1\nb@example.org,\"x\"y\nc@example.org,2\n");
        Assert.Equal([true, false, false, true], rows.Select(row => row.Reason is null));
    }
}
