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
        audiences.MapGet("/{id}/growth", Growth).Require(Scopes.Read).Produces<GrowthView>()
            .WithSummary("How many were announced to be members from instant to instant, and how many entered and left between.");
    }

    private static async Task<IResult> Growth(HttpContext http, string id, IMediator door, string? from, string? to, string? step, string? calendar) => Json.Answer(
        await door.Send(new ShowGrowth(http.Principal(), id, Given(from), Given(to), Given(step), Given(calendar)), http.RequestAborted));

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static async Task<IResult> Overlap(HttpContext http, IMediator door) =>
        Json.Answer(await door.Send(new OverlapAudiences(http.Principal(), await Body.ReadJson(http)), http.RequestAborted));

    private static async Task<IResult> Facets(HttpContext http, IMediator door) =>
        Json.Answer(await door.Send(new FacetAudience(http.Principal(), await Body.ReadJson(http)), http.RequestAborted));
}
