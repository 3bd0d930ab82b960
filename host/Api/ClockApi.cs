using System.Text.Json;
using Contracts;
using Host.Api.Http;
using Host.Clock;

namespace Host.Api;

/// <summary>Business time, which a manual clock lets a test or a trial move.</summary>
internal static class ClockApi
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var routes = app.MapGroup("/v1/clock").WithTags("Clock");
        routes.MapGet("", Read).Produces<ClockJson>().WithSummary("Business time now.");
        // To pass over years takes as long as what falls due in them.
        routes.MapPut("", Move).Require(Scopes.Admin).Accepts<ClockJson>("application/json").Produces<ClockJson>().DisableRequestTimeout()
            .WithSummary("Moves a manual clock forward; answers when every change due by then is applied.");
    }

    private static IResult Read(BusinessClock clock) => Json.Answer(new ClockJson(clock.Now));

    private static async Task<IResult> Move(HttpContext http, BusinessClock clock, IEnumerable<IClockFollower> followers)
    {
        var to = ReadTime(await Body.ReadJson(http));
        if (clock is not ManualClock manual)
            throw new Refusal(409, "clock-not-manual", "This server follows the machine's clock. Start it with Clock__Manual=true to move time.");
        await manual.MoveTo(to, http.RequestAborted);
        foreach (var follower in followers) await follower.CatchUp(to, http.RequestAborted);
        return Json.Answer(new ClockJson(to));
    }

    private static Instant ReadTime(JsonElement body)
    {
        var fields = new Fields(body);
        var to = fields.Time("now");
        fields.End();
        return to ?? throw Refusal.Invalid("now", "is required");
    }
}

internal sealed record ClockJson(Instant Now);
