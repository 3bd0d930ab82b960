using System.Text.Json.Nodes;
using Tests.Support;

namespace Tests.Journeys;

/// <summary>Audiences that cannot be.</summary>
[Collection(SharedServer.Name)]
public sealed class BadDefinitionTests(SharedServer shared)
{
    readonly AudiencesClient client = shared.Client;
    readonly string tag = Guid.NewGuid().ToString("N")[..8];

    const string Good = """{ "field": "trait.plan", "op": "equals", "value": "premium" }""";

    [Theory]
    [InlineData("""{ "match": "all", "conditions": [] }""")]
    [InlineData("""{ }""")]
    [InlineData("""{ "match": "some", "conditions": [ { "field": "tag", "op": "equals", "value": "a" } ] }""")]
    [InlineData("""{ "match": "all", "conditions": [ { "field": "shoeSize", "op": "equals", "value": "a" } ] }""")]
    [InlineData("""{ "match": "all", "conditions": [ { "field": "tag", "op": "resembles", "value": "a" } ] }""")]
    [InlineData("""{ "match": "all", "conditions": [ { "field": "trait.n", "op": "greaterThan", "value": "many" } ] }""")]
    [InlineData("""{ "match": "all", "conditions": [ { "field": "event.a", "op": "performed", "within": "soon" } ] }""")]
    [InlineData("""{ "match": "all", "conditions": [ { "field": "event.a", "op": "performed", "within": "-3d" } ] }""")]
    [InlineData("""{ "match": "all", "conditions": [ { "field": "event.a", "op": "performed", "exactly": -1 } ] }""")]
    [InlineData("""{ "match": "all", "conditions": [ { "field": "event.a", "op": "performed", "weather": "fine" } ] }""")]
    [InlineData("""{ "match": "all", "conditions": [ { "field": "audience.none", "op": "memberOf" } ] }""")]
    [InlineData("""{ "match": "all", "conditions": [ { "field": "assignedTo", "op": "equals", "value": "a\u0000" } ] }""")]
    public async Task A_definition_that_means_nothing_is_422_on_create_and_preview(string definition)
    {
        (await Create($"bad {tag}", definition)).Is(422);
        (await client.Post("/v1/audiences/preview", new JsonObject { ["definition"] = definition.Json() })).Is(422);
        Assert.DoesNotContain(await client.All("/v1/audiences"), audience => audience["name"].Text() == $"bad {tag}");
    }

    [Fact]
    public async Task Ten_conditions_and_depth_five_are_the_most()
    {
        (await Create($"ten {tag}", All(Enumerable.Repeat(Good, 10)))).Is(201);
        (await Create($"eleven {tag}", All(Enumerable.Repeat(Good, 11)))).Is(422);
        (await Create($"five {tag}", Nested(5))).Is(201);
        (await Create($"six {tag}", Nested(6))).Is(422);
    }

    [Fact]
    public async Task A_misspelt_field_is_answered_with_the_nearest()
    {
        var problem = (await Create($"typo {tag}", All(["""{ "field": "tarit.plan", "op": "equals", "value": "x" }"""]))).Is(422);
        Assert.Contains("trait.plan", problem.Text);
    }

    [Fact]
    public async Task Names_are_unique_whatever_their_case()
    {
        (await Create($"Big Spenders {tag}", All([Good]))).Is(201);
        (await Create($"BIG spenders {tag}", All([Good]))).Is(409);
    }

    [Fact]
    public async Task A_circle_is_refused_and_what_others_refer_to_cannot_be_deleted()
    {
        var first = (await Create($"first {tag}", All([Good]))).Is(201).Json["id"].Text();
        var second = (await Create($"second {tag}", All([Refer(first)]))).Is(201).Json["id"].Text();
        (await client.Put($"/v1/audiences/{first}", Named($"first {tag}", All([Refer(second)])))).Is(422);
        var refused = (await client.Delete($"/v1/audiences/{first}")).Is(409);
        Assert.Contains($"second {tag}", refused.Text);
        (await client.Delete($"/v1/audiences/{second}")).Is(200, 204);
        (await client.Delete($"/v1/audiences/{first}")).Is(200, 204);
    }

    [Fact]
    public async Task An_edit_on_an_old_version_is_412()
    {
        var made = (await Create($"edited {tag}", All([Good]))).Is(201);
        var path = $"/v1/audiences/{made.Json["id"].Text()}";
        var old = (await client.Get(path)).Is(200).Header("ETag")!;
        byte[] body = Bytes.Of(Named($"edited {tag}", All([Good, Good])).ToJsonString());
        (await client.Send(HttpMethod.Put, path, body, ("If-Match", old))).Is(200);
        (await client.Send(HttpMethod.Put, path, body, ("If-Match", old))).Is(412);
    }

    [Fact]
    public async Task An_idempotency_key_gives_the_stored_answer_once_and_refuses_another_body()
    {
        byte[] body = Bytes.Of(Named($"once {tag}", All([Good])).ToJsonString());
        byte[] other = Bytes.Of(Named($"twice {tag}", All([Good])).ToJsonString());
        var first = (await client.Send(HttpMethod.Post, "/v1/audiences", body, ("Idempotency-Key", tag))).Is(201);
        var again = (await client.Send(HttpMethod.Post, "/v1/audiences", body, ("Idempotency-Key", tag))).Is(201);
        Assert.Equal(first.Text, again.Text);
        (await client.Send(HttpMethod.Post, "/v1/audiences", other, ("Idempotency-Key", tag))).Is(422);
    }

    Task<Answer> Create(string name, string definition) => client.Post("/v1/audiences", Named(name, definition));

    static JsonObject Named(string name, string definition) => new() { ["name"] = name, ["definition"] = definition.Json() };

    static string All(IEnumerable<string> conditions) => $$"""{ "match": "all", "conditions": [ {{string.Join(", ", conditions)}} ] }""";

    static string Refer(string audience) => $$"""{ "field": "audience.{{audience}}", "op": "memberOf" }""";

    static string Nested(int depth) => depth == 1 ? All([Good]) : All([Nested(depth - 1)]);
}
