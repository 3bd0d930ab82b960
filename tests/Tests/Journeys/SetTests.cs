using System.Text.Json.Nodes;
using Tests.Support;

namespace Tests.Journeys;

/// <summary>What is asked about whole audiences, over HTTP, beside a plain count of who was put into them.</summary>
[Collection(SharedServer.Name)]
public sealed class SetTests(SharedServer shared)
{
    private readonly AudiencesClient client = shared.Client;
    private readonly string tag = Guid.NewGuid().ToString("N")[..8];

    [Fact]
    public async Task Audiences_overlap_as_their_people_do()
    {
        string[] names = ["a", "b", "c", "d"];
        var ids = new Dictionary<string, string>();
        foreach (var name in names)
            ids[name] = await client.CreateActive($"{tag} {name}", Tagged(name));
        for (var number = 1; number < 16; number++)
            for (var copy = 0; copy <= number % 3; copy++)
                await Upsert($"{number}-{copy}", [.. names.Where((_, place) => (number >> place & 1) != 0)]);

        var answer = (await client.Post("/v1/audiences/overlap", new JsonObject { ["ids"] = new JsonArray([.. names.Select(name => (JsonNode)ids[name])]) })).Is(200).Json;

        var counted = answer["sets"]!.AsArray().ToDictionary(
            set => set!["in"]!.AsArray().Sum(id => 1 << Array.IndexOf(names, ids.Single(known => known.Value == id.Text()).Key)), set => set!["count"]!.GetValue<int>());
        Assert.Equal(Enumerable.Range(1, 15).Select(number => (number, number % 3 + 1)), counted.OrderBy(set => set.Key).Select(set => (set.Key, set.Value)));
        Assert.Equal(SharedServer.Now, answer["asOf"].Instant());
        (await client.Post("/v1/audiences/overlap", new JsonObject { ["ids"] = new JsonArray(ids["a"], Guid.NewGuid().ToString("N")) })).Is(404);
    }

    [Fact]
    public async Task Contacts_of_different_books_do_not_overlap()
    {
        var (ann, _) = await client.Invite("member");
        var own = await ann.CreateActive($"{tag} own", Tagged("x"));
        var organisation = (await client.Post("/v1/audiences", new JsonObject
        {
            ["name"] = $"{tag} all", ["kind"] = "organisation", ["definition"] = JsonNode.Parse(Tagged("x")),
        })).Is(201).Json["id"].Text();
        await Upsert("one", "x");
        await ann.Upsert(Person("one", "x"));
        var sets = (await ann.Post("/v1/audiences/overlap", new JsonObject { ["ids"] = new JsonArray(own, organisation) })).Is(200).Json["sets"]!.AsArray();
        Assert.Equal(["1 1", "1 1", "2 0"], sets.Select(set => $"{set!["in"]!.AsArray().Count} {set["count"]}"));
    }

    [Fact]
    public async Task Facets_are_of_those_who_meet_a_definition_or_are_in_an_audience()
    {
        var audience = await client.CreateActive($"{tag} x", Tagged("x"));
        foreach (var (who, city) in new[] { ("1", "Gent"), ("2", "GENT"), ("3", "Gent"), ("4", "Paris"), ("5", "") })
            await client.Upsert(Living(city, who, "x"));
        await client.Upsert(Living("Gent", "6", "y"));
        foreach (var body in new[] { $$"""{"audience":"{{audience}}","field":"city"}""", $$"""{"definition":{{Tagged("x")}},"field":"city"}""" })
        {
            var facets = (await client.Post("/v1/audiences/facets", body.Json())).Is(200).Json;
            Assert.Equal(["Gent 3", "Paris 1"], facets["values"]!.AsArray().Select(value => $"{value!["value"]} {value["count"]}"));
            Assert.Equal((1, 0, 5), (facets["missing"]!.GetValue<int>(), facets["more"]!.GetValue<int>(), facets["count"]!.GetValue<int>()));
        }
    }

    [Fact]
    public async Task Growth_is_read_from_what_was_announced()
    {
        var audience = await client.CreateActive($"{tag} x", Tagged("x"));
        await Upsert("1", "x");
        await Upsert("2", "x");
        var points = (await client.Get($"/v1/audiences/{audience}/growth?from=2026-03-01&to=2026-03-02&step=12h")).Is(200).Json["points"]!.AsArray();
        Assert.Equal(["0 0 0", "0 0 0", "2 2 0"], points.Select(point => $"{point!["count"]} {point["entered"]} {point["left"]}"));
        Assert.Equal(SharedServer.Now, points[^1]!["at"].Instant());
        Assert.Equal(31, (await client.Get($"/v1/audiences/{audience}/growth?step=1s")).Is(200).Json["points"]!.AsArray().Count);
        (await client.Get($"/v1/audiences/{audience}/growth?from=2025-01-01&step=1h")).Is(422);
    }

    private Task<JsonNode> Upsert(string who, params string[] tagged) => client.Upsert(Person(who, tagged));

    private JsonObject Person(string who, params string[] tagged) => new()
    {
        ["externalId"] = $"{tag} {who}", ["tags"] = new JsonArray([.. tagged.Select(each => (JsonNode)$"{tag} {each}")]),
    };

    private JsonObject Living(string city, string who, string tagged)
    {
        var person = Person(who, tagged);
        person["address"] = new JsonObject { ["city"] = city };
        return person;
    }

    private string Tagged(string tagged) => $$"""{ "match": "all", "conditions": [ { "field": "tag", "op": "equals", "value": "{{tag}} {{tagged}}" } ] }""";
}
