using System.Net;
using Contracts;
using Host.Api.Http;
using Host.Start;
using Host.Storage.Imports;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Tests.Membership;
using Tests.Support;

namespace Tests.Api;

public sealed class IdempotencyTests : IAsyncLifetime
{
    private const string Order = """{"name":"once","scopes":["read"]}""";

    private readonly HandClock clock = new();
    private readonly MemoryKeptAnswers kept = new();
    private RunningServer server = null!;

    public async Task InitializeAsync() => server = await TestServers.WithMemoryAccounts(services => services
        .AddSingleton<BusinessClock>(clock).AddSingleton<IKeptAnswers>(kept));

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task The_same_order_is_answered_as_the_first_time_and_done_once()
    {
        var first = await Post(Order);
        var again = await Post(Order);
        Assert.Equal(HttpStatusCode.Created, again.Status);
        Assert.Equal(first.Body.GetRawText(), again.Body.GetRawText());
        Assert.Equal("application/json", again.Answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(2, await Keys());
    }

    [Fact]
    public async Task The_key_is_free_again_after_seven_days()
    {
        var first = await Post(Order);
        clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(Id(first.Body), Id((await Post(Order)).Body));
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.NotEqual(Id(first.Body), Id((await Post(Order)).Body));
    }

    [Fact]
    public async Task Another_order_under_the_same_key_is_refused()
    {
        await Post(Order);
        var (code, problem, _) = await Post("""{"name":"twice","scopes":["read"]}""");
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "urn:audiences:idempotency-mismatch"), (code, problem.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task A_refused_order_leaves_its_key_free_to_be_mended()
    {
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Post("""{"name":"","scopes":["read"]}""")).Status);
        Assert.Equal(HttpStatusCode.Created, (await Post(Order)).Status);
    }

    [Fact]
    public async Task Another_senders_key_is_another_key()
    {
        var (_, made, _) = await server.Send(HttpMethod.Post, "/v1/keys", """{"name":"b","scopes":["read","admin"]}""");
        var first = await Post(Order);
        var other = await server.Send(
            HttpMethod.Post, "/v1/keys", Order, (Idempotency.Header, "k1"), ("Authorization", $"Bearer {made.GetProperty("key").GetString()}"));
        Assert.Equal(HttpStatusCode.Created, other.Status);
        Assert.NotEqual(Id(first.Body), Id(other.Body));
    }

    [Fact]
    public async Task What_is_kept_cannot_be_read_without_the_request()
    {
        var first = await Post(Order);
        var (row, (answer, _)) = Assert.Single(kept.Rows);
        Assert.DoesNotContain("once", System.Text.Encoding.UTF8.GetString(answer), StringComparison.Ordinal);
        Assert.DoesNotContain("k1", row, StringComparison.Ordinal);
        Assert.NotEqual("", Id(first.Body));
    }

    [Fact]
    public async Task A_large_body_waits_with_the_imports_whose_orphans_the_next_start_removes()
    {
        using var folder = new TempFolder();
        var http = new DefaultHttpContext { Request = { Method = "POST", Body = new MemoryStream(new byte[100_000]) } };
        http.Request.Headers[Idempotency.Header] = "k1";
        http.SetPrincipal(World.Admin);
        IReadOnlyList<string> during = [];
        var middleware = new Idempotency(
            _ =>
            {
                during = new ImportFiles(folder.Path, 1).All();
                return Task.CompletedTask;
            },
            kept, clock, new Settings(folder.Path, [], false, null, 1), NullLogger<Idempotency>.Instance);
        await middleware.Invoke(http);
        Assert.Single(during);
        await http.Request.Body.DisposeAsync();
        Assert.Empty(new ImportFiles(folder.Path, 1).All());
    }

    private Task<(HttpStatusCode Status, System.Text.Json.JsonElement Body, HttpResponseMessage Answer)> Post(string body) =>
        server.Send(HttpMethod.Post, "/v1/keys", body, (Idempotency.Header, "k1"));

    private async Task<int> Keys() => (await server.Send(HttpMethod.Get, "/v1/keys?total=true")).Body.GetProperty("total").GetInt32();

    private static string? Id(System.Text.Json.JsonElement made) => made.GetProperty("id").GetString();
}
