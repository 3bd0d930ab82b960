using System.Globalization;
using System.Text.Json;
using Contracts;
using Host.Api.Http;
using MediatR;

namespace Host.Api;

/// <summary>/v1/audiences/{id}: how it came to be, why somebody is in, what an edit would change, what comes next.</summary>
internal static class AudienceQuestionsApi
{
    private const int DaysByDefault = 30, MostDays = 400;

    public static void Map(RouteGroupBuilder audiences)
    {
        audiences.MapGet("/{id}/versions", Versions).Require(Scopes.Read).Produces<Listing<AudienceVersionView>>();
        audiences.MapPost("/{id}/versions/{number}/restore", Restore).Require(Scopes.Write).Produces<AudienceView>().Produces<AudienceView>(202);
        audiences.MapPost("/{id}/diff", Diff).Require(Scopes.Read).Accepts<JsonElement>("application/json").Produces<DiffAnswer>();
        audiences.MapGet("/{id}/explain/{contactId}", Explain).Require(Scopes.Read).Produces<ExplainView>();
        audiences.MapGet("/{id}/forecast", Forecast).Require(Scopes.Read).Produces<ForecastView>();
    }

    private static async Task<IResult> Versions(HttpContext http, string id, IMediator door)
    {
        var paging = Paging.Read(http);
        var all = await door.Send(new ListAudienceVersions(http.Principal(), id), http.RequestAborted);
        var rest = paging.Place<int>() is { } after ? all.Where(version => version.Number < after).ToArray() : all;
        return Json.Answer(paging.Page([.. rest.Take(paging.Limit + 1)], version => $"{version.Number}", version => version, all.Count));
    }

    private static async Task<IResult> Restore(HttpContext http, string id, string number, IMediator door)
    {
        if (!int.TryParse(number, out var version))
            throw Refusal.Invalid("number", "is the number of a version, as GET …/versions lists them");
        return AudiencesApi.Answer(await door.Send(new RestoreAudienceVersion(http.Principal(), id, version, http.IfMatch()), http.RequestAborted));
    }

    private static async Task<IResult> Diff(HttpContext http, string id, IMediator door)
    {
        var diff = await door.Send(new DiffAudience(http.Principal(), id, await Body.ReadJson(http)), http.RequestAborted);
        return Json.Answer(new DiffAnswer(
            await Show(http, door, diff.Entering), await Show(http, door, diff.Leaving), diff.AsOf, diff.Version, diff.Warnings));
    }

    private static async Task<DiffSideAnswer> Show(HttpContext http, IMediator door, DiffSide side) =>
        new(side.Count, [.. (await AudiencesApi.Contacts(http, door, side.Sample)).Values]);

    private static async Task<IResult> Explain(HttpContext http, string id, string contactId, IMediator door)
    {
        var contact = await ContactRefs.Resolve(http, contactId, door);
        return Json.Answer(await door.Send(new ExplainAudience(http.Principal(), id, contact), http.RequestAborted));
    }

    private static async Task<IResult> Forecast(HttpContext http, string id, string? days, IMediator door) =>
        Json.Answer(await door.Send(new ForecastAudience(http.Principal(), id, ReadDays(days)), http.RequestAborted));

    private static int ReadDays(string? text) =>
        string.IsNullOrEmpty(text) ? DaysByDefault
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= MostDays ? days
        : throw Refusal.Invalid("days", $"is a whole number from 1 to {MostDays}");
}

internal sealed record DiffAnswer(
    DiffSideAnswer Entering, DiffSideAnswer Leaving, Instant AsOf, int Version, IReadOnlyList<string> Warnings);

internal sealed record DiffSideAnswer(int Count, IReadOnlyList<ContactView> Sample);
