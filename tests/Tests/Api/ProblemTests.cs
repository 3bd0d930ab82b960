using System.Net;
using Tests.Support;

namespace Tests.Api;

public sealed class ProblemTests : IAsyncLifetime
{
    private RunningServer server = null!;

    public async Task InitializeAsync() => server = await TestServers.WithMemoryAccounts();

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Theory]
    [InlineData("GET", "/v1/nothing", 404, "unknown-route")]
    [InlineData("GET", "/nothing", 404, "unknown-route")]
    [InlineData("PATCH", "/v1/me", 405, "method-not-allowed")]
    [InlineData("POST", "/health/live", 405, "method-not-allowed")]
    [InlineData("DELETE", "/v1/keys/none", 404, "unknown-id")]
    [InlineData("GET", "/v1/keys?limit=0", 422, "invalid")]
    [InlineData("GET", "/v1/keys?cursor=x", 422, "invalid-cursor")]
    public async Task Every_refusal_is_a_problem_with_a_stable_type(string method, string path, int status, string type)
    {
        var (code, problem, answer) = await server.Send(new HttpMethod(method), path);
        Assert.Equal(status, (int)code);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal($"urn:audiences:{type}", problem.GetProperty("type").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.All(["title", "detail", "traceId"], name => Assert.NotEqual("", problem.GetProperty(name).GetString()));
        Assert.Equal(status == 405, answer.Content.Headers.Allow.Count > 0);
    }

    [Theory]
    [InlineData("Bearer wrong"), InlineData("Bearer "), InlineData("Basic eDo="), InlineData("nonsense")]
    public async Task A_key_that_is_not_known_is_401_and_says_what_to_send(string authorization)
    {
        server.Client.DefaultRequestHeaders.Authorization = null;
        var (code, problem, answer) = await server.Send(HttpMethod.Get, "/v1/me", null, ("Authorization", authorization));
        Assert.Equal(HttpStatusCode.Unauthorized, code);
        Assert.Equal("urn:audiences:unknown-key", problem.GetProperty("type").GetString());
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Fact]
    public async Task A_key_without_the_scope_is_403_and_a_revoked_one_is_401()
    {
        var (_, made, _) = await server.Send(HttpMethod.Post, "/v1/keys", """{"name":"reader","scopes":["read"]}""");
        var (id, key) = (made.GetProperty("id").GetString()!, made.GetProperty("key").GetString());
        var (code, me, _) = await server.Send(HttpMethod.Get, "/v1/me", null, ("Authorization", $"Bearer {key}"));
        Assert.Equal(HttpStatusCode.OK, code);
        Assert.Equal("""["read"]""", me.GetProperty("scopes").GetRawText());
        (code, var problem, _) = await server.Send(HttpMethod.Get, "/v1/keys", null, ("Authorization", $"Bearer {key}"));
        Assert.Equal(HttpStatusCode.Forbidden, code);
        Assert.Equal("urn:audiences:missing-scope", problem.GetProperty("type").GetString());
        Assert.Equal(HttpStatusCode.NoContent, (await server.Send(HttpMethod.Delete, $"/v1/keys/{id}")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Send(HttpMethod.Get, "/v1/me", null, ("Authorization", $"Bearer {key}"))).Status);
    }

    [Fact]
    public async Task Me_is_as_the_contract_has_it()
    {
        var (_, me, _) = await server.Send(HttpMethod.Get, "/v1/me");
        Assert.Equal(
            """{"tenant":"main","organisation":"main","user":{"id":"admin","role":"owner"},"book":"organisation:main","books":["user:admin","organisation:main"],"scopes":["ingest","read","write","export","admin"],"switches":{"shareAudiences":false,"shareWithTeams":false}}""",
            me.GetRawText());
    }

    [Theory]
    [InlineData("{", 400, "invalid-json")]
    [InlineData("", 400, "invalid-json")]
    [InlineData("[]", 422, "invalid")]
    [InlineData("""{"name":"x","scopes":["root"]}""", 422, "invalid")]
    [InlineData("""{"name":"x","scopes":[]}""", 422, "invalid")]
    [InlineData("""{"name":"x","scopes":["read"],"color":1}""", 422, "invalid")]
    [InlineData("""{"name":"x","name":"y","scopes":["read"]}""", 400, "invalid-json")]
    [InlineData("""{"name":"\u0000","scopes":["read"]}""", 422, "invalid-text")]
    [InlineData("""{"name":"x","scopes":["read"],"book":"user:other"}""", 422, "unknown-book")]
    public async Task Bad_key_orders_are_refused(string body, int status, string type)
    {
        var (code, problem, _) = await server.Send(HttpMethod.Post, "/v1/keys", body);
        Assert.Equal((status, $"urn:audiences:{type}"), ((int)code, problem.GetProperty("type").GetString()));
    }

    [Theory]
    [InlineData("application/json"), InlineData("text/plain"), InlineData("application/x-www-form-urlencoded"), InlineData(null)]
    public async Task Json_is_read_whatever_the_content_type_says(string? type)
    {
        using var content = new ByteArrayContent("""{"name":"x","scopes":["read"]}"""u8.ToArray());
        if (type is not null) content.Headers.ContentType = new(type);
        var answer = await server.Client.PostAsync("/v1/keys", content);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [Fact]
    public async Task Keys_are_paged_and_never_shown_again()
    {
        foreach (var name in new[] { "a", "b", "c" })
            await server.Send(HttpMethod.Post, "/v1/keys", $$"""{"name":"{{name}}","scopes":["read"]}""");
        var names = new List<string?>();
        for (string? next = ""; next is not null;)
        {
            var (_, page, _) = await server.Send(HttpMethod.Get, $"/v1/keys?limit=2&total=true&cursor={next}");
            Assert.Equal(4, page.GetProperty("total").GetInt32());
            Assert.DoesNotContain("\"key\"", page.GetRawText(), StringComparison.Ordinal);
            names.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString()));
            next = page.GetProperty("next").GetString();
        }
        Assert.Equal(["a", "admin", "b", "c"], names.Order());
    }

    [Fact]
    public async Task The_page_tells_version_and_data_and_links()
    {
        var page = await (await server.Client.GetAsync("/")).Content.ReadAsStringAsync();
        Assert.All(["0.1.0", "audiences-test-", "/openapi/v1.json"], text => Assert.Contains(text, page, StringComparison.Ordinal));
    }
}
