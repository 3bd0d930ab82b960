using System.Text.Json;
using Contracts;
using Host.Api.Http;
using Microsoft.AspNetCore.Http;

namespace Tests.Api;

public class PagingTests
{
    [Fact]
    public void A_cursor_leads_to_the_place_it_was_made_for()
    {
        var next = Paging.Read(Request("?q=x&limit=2")).Next("plätz|7");
        Assert.Equal("plätz|7", Paging.Read(Request($"?cursor={next}&q=x&limit=9")).After);
    }

    [Fact]
    public void A_cursor_belongs_to_its_filters_its_path_and_its_book()
    {
        var next = Paging.Read(Request("?q=x")).Next("7");
        foreach (var foreign in new[]
        {
            Request($"?q=y&cursor={next}"), Request($"?cursor={next}"), Request($"?q=x&cursor={next}", path: "/v1/b"),
            Request($"?q=x&cursor={next}", book: "user:b"), Request($"?q=x&cursor={next}A"), Request("?q=x&cursor=%C3%A4!"), Request("?q=x&cursor=AA"),
        })
        {
            var refusal = Assert.Throws<Refusal>(() => Paging.Read(foreign));
            Assert.Equal((422, "invalid-cursor"), (refusal.Status, refusal.Type));
        }
    }

    [Theory]
    [InlineData("0"), InlineData("1001"), InlineData("-1"), InlineData("x"), InlineData("1e2"), InlineData("99999999999")]
    public void Nonsense_limits_are_refused(string limit) =>
        Assert.Equal(422, Assert.Throws<Refusal>(() => Paging.Read(Request($"?limit={limit}"))).Status);

    [Fact]
    public void A_full_page_has_a_next_one_only_if_there_is_one_row_more()
    {
        var paging = Paging.Read(Request("?limit=2&total=true"));
        Assert.Null(paging.Page([1, 2], row => $"{row}", row => row, 2).Next);
        var page = paging.Page([1, 2, 3], row => $"{row}", row => row, 3);
        Assert.Equal([1, 2], page.Items);
        Assert.Equal("2", Paging.Read(Request($"?limit=2&cursor={page.Next}")).After);
        Assert.Equal(3, page.Total);
    }

    [Fact]
    public void Total_is_left_out_unless_it_was_asked_for()
    {
        var page = Paging.Read(Request("")).Page([1], row => $"{row}", row => row, 1);
        Assert.Equal("""{"items":[1],"next":null}""", JsonSerializer.Serialize(page, Json.Options));
    }

    private static DefaultHttpContext Request(string query, string path = "/v1/a", string book = "user:a")
    {
        var http = new DefaultHttpContext { Request = { Path = path, QueryString = new QueryString(query) } };
        http.SetPrincipal(new Principal("t", "o", null, null, book, Scopes.Read, false, "k"));
        return http;
    }
}
