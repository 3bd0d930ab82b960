using System.Text.Json;
using System.Text.Json.Serialization;
using Contracts;
using Host.Api.Http;
using Host.Clock;

namespace Host.Api;

/// <summary>Business time, which a manual clock lets a test or a trial move.</summary>
internal static partial class ClockApi
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var routes = app.MapGroup("/v1/clock").WithTags("Clock");
        routes.MapGet("", Read).Produces<ClockJson>().WithSummary("Business time now.");
        // To pass over years takes as long as what falls due in them.
        routes.MapPut("", Move).Require(Scopes.Admin).Accepts<ClockJson>("application/json").Produces<ClockJson>().DisableRequestTimeout()
            .WithSummary("Moves a manual clock forward; answers when every change due by then is applied.");
        routes.MapPost("/confirm", Confirm).Require(Scopes.Admin).WorksInDoubt().Produces<ClockJson>().DisableRequestTimeout()
            .WithSummary("Confirms the machine's clock after a jump; answers when every change due by now is applied.");
    }

    private static IResult Read(BusinessClock clock) => Json.Answer(new ClockJson(clock.Now) { Doubt = (clock as SystemClock)?.Doubt });

    private static async Task<IResult> Move(HttpContext http, BusinessClock clock, IEnumerable<IClockFollower> followers)
    {
        var to = ReadTime(await Body.ReadJson(http));
        if (clock is not ManualClock manual)
            throw new Refusal(409, "clock-not-manual", "This server follows the machine's clock. Start it with Clock__Manual=true to move time.");
        await manual.MoveTo(to, http.RequestAborted);
        return await CatchUp(to, followers, http.RequestAborted);
    }

    private static async Task<IResult> Confirm(HttpContext http, BusinessClock clock, IEnumerable<IClockFollower> followers, ILogger<SystemClock> log)
    {
        if ((clock as SystemClock)?.Confirm() is not { } stood)
            throw new Refusal(409, "clock-not-in-doubt", "There is nothing to confirm: business time goes on.");
        var by = http.Principal();
        LogConfirmed(log, by.Name, by.KeyId, stood.ToString(), clock.Now.ToString());
        // Confirmed is confirmed, also when nobody waits for it any more.
        return await CatchUp(clock.Now, followers, CancellationToken.None);
    }

    private static async Task<IResult> CatchUp(Instant to, IEnumerable<IClockFollower> followers, CancellationToken cancel)
    {
        foreach (var follower in followers) await follower.CatchUp(to, cancel);
        return Json.Answer(new ClockJson(to));
    }

    private static Instant ReadTime(JsonElement body)
    {
        var fields = new Fields(body);
        var to = fields.Time("now");
        fields.End();
        return to ?? throw Refusal.Invalid("now", "is required");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{User} confirmed the machine's clock with key {Key}: business time goes on from {Stood} to {Now}")]
    private static partial void LogConfirmed(ILogger log, string user, string key, string stood, string now);
}

/// <param name="Now">Business time.</param>
internal sealed record ClockJson(Instant Now)
{
    /// <summary>Why business time stands, when the machine's clock has jumped.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Doubt { get; init; }
}
