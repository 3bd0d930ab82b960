using System.Net;
using Contracts;
using Host.Api;
using Microsoft.Extensions.DependencyInjection;
using Tests.Support;

namespace Tests.Api;

public sealed class ClockTests
{
    [Fact]
    public async Task A_manual_clock_begins_in_2000_moves_forward_and_waits_for_its_followers()
    {
        var follower = new NotingFollower();
        await using var server = await RunningServer.Start(services => services.AddSingleton<IClockFollower>(follower), ready: true, "--Clock:Manual", "true");
        Assert.Equal("""{"now":"2000-01-01T00:00:00.000Z"}""", (await server.Send(HttpMethod.Get, "/v1/clock")).Body.GetRawText());
        var (code, body, _) = await server.Send(HttpMethod.Put, "/v1/clock", """{"now":"2026-02-01T12:00:00.5+01:00"}""");
        Assert.Equal((HttpStatusCode.OK, """{"now":"2026-02-01T11:00:00.500Z"}"""), (code, body.GetRawText()));
        Assert.Equal(["2026-02-01T11:00:00.500Z"], follower.Reached);
        (code, body, _) = await server.Send(HttpMethod.Put, "/v1/clock", """{"now":"2026-02-01T11:00:00.499Z"}""");
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "urn:audiences:clock-backwards"), (code, body.GetProperty("type").GetString()));
        Assert.Equal(HttpStatusCode.OK, (await server.Send(HttpMethod.Put, "/v1/clock", """{"now":"2026-02-01T11:00:00.5Z"}""")).Status);
    }

    [Theory]
    [InlineData("{}", 422), InlineData("""{"now":5}""", 422), InlineData("""{"now":"1899-01-01T00:00:00Z"}""", 422), InlineData("{", 400)]
    [InlineData("""{"now":"2026-01-01T00:00:00Z"}""", 409)]
    public async Task The_machines_clock_is_not_moved(string body, int status)
    {
        await using var server = await RunningServer.Start();
        Assert.Equal(status, (int)(await server.Send(HttpMethod.Put, "/v1/clock", body)).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.Send(HttpMethod.Get, "/v1/clock")).Status);
    }

    private sealed class NotingFollower : IClockFollower
    {
        public List<string> Reached { get; } = [];

        public Task CatchUp(Instant now, CancellationToken cancel)
        {
            Reached.Add(now.ToString());
            return Task.CompletedTask;
        }
    }
}
