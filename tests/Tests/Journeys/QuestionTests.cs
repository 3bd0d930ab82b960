using System.Text.Json.Nodes;
using Tests.Support;

namespace Tests.Journeys;

/// <summary>What can be asked of an audience beside its members, over HTTP.</summary>
[Collection(SharedServer.Name)]
public sealed class QuestionTests(SharedServer shared)
{
    readonly AudiencesClient client = shared.Client;
    readonly string tag = Guid.NewGuid().ToString("N")[..8];

    [Fact]
    public async Task Versions_are_paged_newest_first_and_one_is_restored()
    {
        var audience = await Audience("one");
        (await Edit(audience, "two")).Is(200);
        var restored = (await client.Post($"/v1/audiences/{audience}/versions/1/restore")).Is(200);
        Assert.Equal(3, restored.Json["version"]!.GetValue<int>());
        Assert.NotNull(restored.Header("ETag"));
        var first = (await client.Get($"/v1/audiences/{audience}/versions?limit=2")).Is(200).Json;
        var rest = (await client.Get($"/v1/audiences/{audience}/versions?limit=2".In("cursor", first["next"].Text()))).Is(200).Json;
        Assert.Equal([3, 2, 1], first["items"]!.AsArray().Concat(rest["items"]!.AsArray()).Select(item => item!["number"]!.GetValue<int>()));
        Assert.Null(rest["next"]);
        Assert.Equal($"{tag} two", first["items"]![1]!["changes"]!["added"]![0]!["condition"]!["value"].Text());
        Assert.Null(rest["items"]![0]!["changes"]);
        (await client.Post($"/v1/audiences/{audience}/versions/4/restore")).Is(404);
        (await client.Post($"/v1/audiences/{audience}/versions/none/restore")).Is(422);
    }

    /// <summary>Active, of those who have a tag of this test's own.</summary>
    Task<string> Audience(string tagged) => client.CreateActive($"questions {tag}", Tagged(tagged));

    Task<Answer> Edit(string audience, string tagged) =>
        client.Put($"/v1/audiences/{audience}", new JsonObject { ["name"] = $"questions {tag}", ["definition"] = JsonNode.Parse(Tagged(tagged)) });

    string Tagged(string tagged) => $$"""{ "match": "all", "conditions": [ { "field": "tag", "op": "equals", "value": "{{tag}} {{tagged}}" } ] }""";
}
