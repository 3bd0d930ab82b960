using System.Text.Json;
using Audiences.Lifecycle;
using Audiences.Partitions;
using Contracts;

namespace Audiences.Reading;

/// <summary>Asks every partition what those have in a field who meet a definition, or who are in an audience.</summary>
internal sealed class FacetQuestions(AudienceViews views, AllPartitions partitions, DefinitionCheck check, AudienceLimits limits)
{
    private static readonly HashSet<string> Known = ["definition", "audience", "field", "book", "kind"];

    public async Task<(string Field, string Book, FacetPart[] Parts)> Ask(Principal principal, JsonElement body, CancellationToken cancel)
    {
        AudienceBody.RefuseUnknown(body, "", Known);
        var field = FacetField.Require(AudienceBody.Text(body, "field"));
        var (book, parts) = body.TryGetProperty("definition", out _) ? await OfDefinition(principal, body, field, cancel) : await OfAudience(principal, body, field);
        return (field, book, parts);
    }

    private async Task<(string Book, FacetPart[] Parts)> OfDefinition(Principal principal, JsonElement body, string field, CancellationToken cancel)
    {
        var definition = AudienceBody.ReadDefinition(body, limits);
        var use = await check.UseIn(principal, body);
        FacetField.RefuseTimelineOf(use.Book, field);
        var (_, (rule, _)) = await check.Require(principal, definition, use, cancel);
        var all = await partitions.Of(principal.Tenant, cancel);
        return (use.Book, await Task.WhenAll(all.Select(partition => partition.Facets(use.Book, rule, field))));
    }

    private async Task<(string Book, FacetPart[] Parts)> OfAudience(Principal principal, JsonElement body, string field)
    {
        var audience = AudienceBody.Text(body, "audience")
            ?? throw Refusal.Invalid("definition", "Whose values? Give a definition, or the id of an audience: { \"definition\": { … }, \"field\": \"country\" }.");
        if (body.TryGetProperty("book", out _) || body.TryGetProperty("kind", out _))
            throw Refusal.Invalid("audience", "An audience has its book and its kind: leave \"book\" and \"kind\" out.");
        var (state, parts) = await views.OfBook(principal, audience, (partition, spec) =>
        {
            FacetField.RefuseTimelineOf(spec.Book, field);
            return partition.MemberFacets(spec, field);
        });
        return (state.Book, parts);
    }
}
