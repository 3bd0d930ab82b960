using System.Text.Json;
using Contracts;
using Host.Api.Http;
using MediatR;

namespace Host.Api;

/// <summary>/v1/audiences: what is asked about whole sets of people.</summary>
internal static class AudienceSetsApi
{
    public static void Map(RouteGroupBuilder audiences)
    {
        audiences.MapPost("/overlap", Overlap).Require(Scopes.Read).Accepts<JsonElement>("application/json").Produces<OverlapView>()
            .WithSummary("How many contacts are in exactly which of up to four audiences.");
        audiences.MapPost("/facets", Facets).Require(Scopes.Read).Accepts<JsonElement>("application/json").Produces<FacetsView>()
            .WithSummary("The commonest values of a field among those who meet a definition or are in an audience.");
    }

    private static async Task<IResult> Overlap(HttpContext http, IMediator door) =>
        Json.Answer(await door.Send(new OverlapAudiences(http.Principal(), await Body.ReadJson(http)), http.RequestAborted));

    private static async Task<IResult> Facets(HttpContext http, IMediator door) =>
        Json.Answer(await door.Send(new FacetAudience(http.Principal(), await Body.ReadJson(http)), http.RequestAborted));
}
