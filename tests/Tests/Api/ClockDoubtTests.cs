using System.Net;
using System.Text.Json;
using Contracts;
using Host.Clock;
using Host.Start;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Tests.Support;

namespace Tests.Api;

/// <summary>What a jump of the machine's clock does to a server, from the request's side.</summary>
public sealed class ClockDoubtTests : IAsyncLifetime
{
    private readonly TwoClocks machine = new("2026-03-01T12:00:00Z");
    private RunningServer server = null!;

    public async Task InitializeAsync() => server = await RunningServer.Start(services => services.AddSingleton<BusinessClock>(
        provider => new SystemClock(machine, provider.GetRequiredService<Readiness>(), NullLogger<SystemClock>.Instance)));

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task After_a_jump_nothing_flips_by_time_until_an_admin_confirms_the_clock()
    {
        var audience = await Follow("""{ "field": "event.seen", "op": "performed", "within": "1h" }""");
        await Ok(HttpMethod.Post, "/v1/track", """{ "userId": "ann", "event": "seen", "messageId": "1", "timestamp": "2026-03-01T11:50:00Z" }""");
        machine.Pass(TimeSpan.FromMinutes(30));
        Assert.Equal(1, await Members(audience));
        machine.SetWall(TimeSpan.FromHours(3));

        Assert.Equal(1, await Members(audience));
        var (status, ready, _) = await server.Send(HttpMethod.Get, "/health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("clock jumped: it says 2026-03-01T15:30", ready.GetProperty("reasons")[0].GetString(), StringComparison.Ordinal);
        Assert.Contains("clock jumped", (await Ok(HttpMethod.Get, "/v1/clock")).GetProperty("doubt").GetString(), StringComparison.Ordinal);
        machine.Pass(TimeSpan.FromMinutes(50));
        Assert.Equal(1, await Members(audience));
        Assert.Equal("2026-03-01T12:30:00.000Z", (await Ok(HttpMethod.Get, "/v1/clock")).GetProperty("now").GetString());

        Assert.Equal("""{"now":"2026-03-01T16:20:00.000Z"}""", (await Ok(HttpMethod.Post, "/v1/clock/confirm")).GetRawText());
        Assert.Equal(0, await Members(audience));
        var left = (await Ok(HttpMethod.Get, $"/v1/audiences/{audience}/changes?after=0")).GetProperty("items")[1];
        Assert.Equal(("left", "2026-03-01T12:50:00.000Z", "time"), (left.GetProperty("change").GetString(), left.GetProperty("at").GetString(), left.GetProperty("cause").GetString()));
        Assert.Equal(HttpStatusCode.OK, (await server.Send(HttpMethod.Get, "/health/ready")).Status);
    }

    [Fact]
    public async Task Until_then_writes_are_refused_so_that_nothing_is_dated_by_a_clock_that_may_be_wrong()
    {
        Assert.Equal(HttpStatusCode.OK, (await Track("1")).Status);
        machine.SetWall(TimeSpan.FromDays(-1));
        await Ok(HttpMethod.Get, "/v1/clock");
        var (status, problem, answer) = await Track("2");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "urn:audiences:clock-in-doubt"), (status, problem.GetProperty("type").GetString()));
        Assert.Equal(TimeSpan.FromSeconds(30), answer.Headers.RetryAfter!.Delta);
        await Ok(HttpMethod.Post, "/v1/clock/confirm");
        Assert.Equal(HttpStatusCode.OK, (await Track("2")).Status);
        Assert.Equal(2, (await Ok(HttpMethod.Get, "/v1/contacts/externalId:ann/events")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Only_an_admin_confirms_and_only_what_is_in_doubt()
    {
        var (status, problem, _) = await server.Send(HttpMethod.Post, "/v1/clock/confirm");
        Assert.Equal((HttpStatusCode.Conflict, "urn:audiences:clock-not-in-doubt"), (status, problem.GetProperty("type").GetString()));
        var writer = (await Ok(HttpMethod.Post, "/v1/keys", """{ "name": "shop", "scopes": ["write"] }""")).GetProperty("key").GetString();
        machine.SetWall(TimeSpan.FromHours(1));
        await Ok(HttpMethod.Get, "/v1/clock");
        server.Client.DefaultRequestHeaders.Authorization = new("Bearer", writer);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.Send(HttpMethod.Post, "/v1/clock/confirm")).Status);
    }

    private Task<(HttpStatusCode Status, JsonElement Body, HttpResponseMessage Answer)> Track(string id) => server.Send(
        HttpMethod.Post, "/v1/track", $$"""{ "userId": "ann", "event": "seen", "messageId": "{{id}}", "timestamp": "2026-02-01T11:50:00Z" }""");

    private async Task<string> Follow(string condition)
    {
        var made = await Ok(HttpMethod.Post, "/v1/audiences", $$"""{ "name": "seen", "definition": { "match": "all", "conditions": [ {{condition}} ] } }""");
        await Ok(HttpMethod.Post, $"/v1/audiences/{made.GetProperty("id").GetString()}/activate");
        return made.GetProperty("id").GetString()!;
    }

    private async Task<int> Members(string audience) => (await Ok(HttpMethod.Get, $"/v1/audiences/{audience}/members")).GetProperty("items").GetArrayLength();

    private async Task<JsonElement> Ok(HttpMethod method, string path, string? json = null)
    {
        var (status, body, _) = await server.Send(method, path, json);
        Assert.True(status is HttpStatusCode.OK or HttpStatusCode.Created, $"{method} {path} → {(int)status} {body}");
        return body;
    }
}
