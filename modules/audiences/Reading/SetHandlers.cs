using System.Numerics;
using System.Text.Json;
using Audiences.Lifecycle;
using Contracts;
using MediatR;

namespace Audiences.Reading;

internal sealed class OverlapAudiencesHandler(AudienceViews views, BusinessClock clock) : IRequestHandler<OverlapAudiences, OverlapView>
{
    private const int Most = 4;
    private static readonly HashSet<string> Known = ["ids"];

    public async Task<OverlapView> Handle(OverlapAudiences request, CancellationToken cancel)
    {
        var ids = ReadIds(request.Body);
        var (states, parts) = await views.OfAllServing(request.Principal, ids, (partition, specs) => partition.Overlap(specs));
        var choices = Enumerable.Range(1, (1 << ids.Length) - 1)
            .Select(chosen => (Chosen: chosen, Count: parts.Sum(part => part[chosen])))
            .OrderBy(choice => BitOperations.PopCount((uint)choice.Chosen)).ToArray();
        return new OverlapView(
            [.. choices.Select(choice => new OverlapSet([.. ids.Where((_, place) => Has(choice.Chosen, place))], choice.Count))],
            [.. states.Select((state, place) => new OverlappingAudience(
                state.Id, state.Name, state.Serving!.Version, choices.Where(choice => Has(choice.Chosen, place)).Sum(choice => choice.Count)))],
            clock.Now);
    }

    private static bool Has(int chosen, int place) => (chosen >> place & 1) != 0;

    private static string[] ReadIds(JsonElement body)
    {
        AudienceBody.RefuseUnknown(body, "", Known);
        if (!body.TryGetProperty("ids", out var written) || written.ValueKind != JsonValueKind.Array
            || written.GetArrayLength() is 0 or > Most || written.EnumerateArray().Any(id => id.ValueKind != JsonValueKind.String))
            throw Refusal.Invalid("ids", $"Give the ids of one to {Most} audiences: {{ \"ids\": [\"…\", \"…\"] }}.");
        string[] ids = [.. written.EnumerateArray().Select(id => id.GetString()!)];
        return ids.Distinct().Count() == ids.Length ? ids : throw Refusal.Invalid("ids", "The same audience is there twice: leave one out.");
    }
}

internal sealed class FacetAudienceHandler(FacetQuestions questions, IMediator mediator, BusinessClock clock) : IRequestHandler<FacetAudience, FacetsView>
{
    public async Task<FacetsView> Handle(FacetAudience request, CancellationToken cancel)
    {
        var (field, book, parts) = await questions.Ask(request.Principal, request.Body, cancel);
        return Facets.View(field, parts, await mediator.Send(new OrganisingOf(request.Principal.Tenant, book), cancel), clock.Now);
    }
}
