using System.Text.Json.Nodes;
using Tests.Support;

namespace Tests.Journeys;

/// <summary>The members of an audience in the list of contacts, over HTTP.</summary>
[Collection(SharedServer.Name)]
public sealed class ContactListTests(SharedServer shared)
{
    private readonly AudiencesClient client = shared.Client;
    private readonly string tag = Guid.NewGuid().ToString("N")[..8];

    [Fact]
    public async Task Members_are_listed_by_id_with_paging_search_and_total()
    {
        for (var number = 0; number < 7; number++)
            await client.Upsert(new() { ["externalId"] = $"{tag} {number}", ["firstName"] = number % 2 == 0 ? "Even" : "Odd", ["tags"] = new JsonArray(tag) });
        await client.Upsert(new() { ["externalId"] = $"{tag} other", ["firstName"] = "Even" });
        var list = $"/v1/contacts?audience={await Audience("custom")}";
        Assert.Equal(7, (await Ids(list)).Count);
        Assert.Equal((await Ids(list)).Order(StringComparer.Ordinal), await Ids(list));
        var first = (await client.Get($"{list}&q=even&limit=3&total=true")).Is(200).Json;
        var rest = (await client.Get($"{list}&q=even&limit=3&total=true".In("cursor", first["next"].Text()))).Is(200).Json;
        Assert.Equal((3, 1, 4), (first["items"]!.AsArray().Count, rest["items"]!.AsArray().Count, first["total"]!.GetValue<int>()));
        Assert.Null(rest["next"]);
        Assert.Equal(4, first["items"]!.AsArray().Concat(rest["items"]!.AsArray()).Select(contact => contact!["id"].Text()).Distinct().Count());
        (await client.Post($"/v1/contacts/{Uri.EscapeDataString($"externalId:{tag} 3")}/archive")).Is(200);
        Assert.Equal(6, (await client.Get($"{list}&total=true&limit=1")).Is(200).Json["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task An_audience_that_one_does_not_see_is_as_one_that_never_was_and_one_of_the_organisation_is_listed_from_its_book()
    {
        await client.Upsert(new() { ["externalId"] = $"{tag} x", ["tags"] = new JsonArray(tag) });
        var (own, organisations) = (await Audience("custom"), await Audience("organisation"));
        var (ann, annId) = await client.Invite("member");
        await ann.Upsert(new() { ["externalId"] = $"{tag} private", ["tags"] = new JsonArray(tag) });
        foreach (var unknown in new[] { own, Guid.NewGuid().ToString("N"), "x" })
            Assert.Equal("urn:audiences:unknown-audience", (await ann.Get($"/v1/contacts?audience={unknown}")).Is(404).Json["type"].Text());
        Assert.Equal([$"{tag} x"], (await ann.All($"/v1/contacts?audience={organisations}")).Select(contact => contact["externalId"].Text()));
        Assert.Empty(await ann.All($"/v1/contacts?audience={organisations}&book=user:{annId}"));
        (await ann.Get($"/v1/contacts?audience={organisations}&book=user:admin")).Is(404);
    }

    private async Task<string> Audience(string kind)
    {
        var body = new JsonObject
        {
            ["name"] = $"{kind} {tag}", ["kind"] = kind,
            ["definition"] = $$"""{ "match": "all", "conditions": [ { "field": "tag", "op": "equals", "value": "{{tag}}" } ] }""".Json(),
        };
        return (await client.Post("/v1/audiences", body)).Is(201).Json["id"].Text();
    }

    private async Task<List<string>> Ids(string path) => [.. (await client.All(path)).Select(contact => contact["id"].Text())];
}
