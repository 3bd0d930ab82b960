using Contracts;
using Host.Api.Http;
using MediatR;

namespace Host.Api;

/// <summary>/v1/audiences/{id}: how it came to be, why somebody is in, what an edit would change, what comes next.</summary>
internal static class AudienceQuestionsApi
{
    public static void Map(RouteGroupBuilder audiences)
    {
        audiences.MapGet("/{id}/versions", Versions).Require(Scopes.Read).Produces<Listing<AudienceVersionView>>();
        audiences.MapPost("/{id}/versions/{number}/restore", Restore).Require(Scopes.Write).Produces<AudienceView>().Produces<AudienceView>(202);
    }

    private static async Task<IResult> Versions(HttpContext http, string id, IMediator door)
    {
        var paging = Paging.Read(http);
        var all = await door.Send(new ListAudienceVersions(http.Principal(), id), http.RequestAborted);
        var rest = paging.After is { } after ? all.Where(version => version.Number < int.Parse(after)).ToArray() : all;
        return Json.Answer(paging.Page([.. rest.Take(paging.Limit + 1)], version => $"{version.Number}", version => version, all.Count));
    }

    private static async Task<IResult> Restore(HttpContext http, string id, string number, IMediator door)
    {
        if (!int.TryParse(number, out var version))
            throw Refusal.Invalid("number", "is the number of a version, as GET …/versions lists them");
        return AudiencesApi.Answer(await door.Send(new RestoreAudienceVersion(http.Principal(), id, version, http.IfMatch()), http.RequestAborted));
    }
}
