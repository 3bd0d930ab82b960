using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tests.Support;

namespace Tests.Journeys.Access;

/// <summary>Every route for everybody: who may, who may not, and that what is not yours is as if it never was.</summary>
public sealed class AccessTests : IAsyncLifetime
{
    private static readonly Regex Id = new("[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static readonly Regex Trace = new("\"traceId\":\"[^\"]*\"");

    private AccessWorld world = null!;

    public async Task InitializeAsync() => world = await AccessWorld.Open();

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Every_route_has_its_line()
    {
        var paths = (await world["admin"].Client.Get("/openapi/v1.json")).Is(200).Json["paths"]!.AsObject();
        var routes = paths.SelectMany(path => path.Value!.AsObject().Select(method => (Method: method.Key.ToUpperInvariant(), Path: path.Key))).ToArray();
        Assert.NotEmpty(routes);
        Assert.DoesNotContain(routes, route => !Route.All.Any(line => line.Is(route.Method, route.Path)));
        Assert.DoesNotContain(Route.All, line => !routes.Any(route => line.Is(route.Method, route.Path)));
    }

    [Fact]
    public async Task Everybody_may_what_the_role_table_says_and_nothing_else()
    {
        var wrong = new List<string>();
        foreach (var route in Route.All)
        {
            var (path, body) = await world.Prepare(route);
            // Who may not comes first, so that it is still there.
            foreach (var someone in world.Everybody.OrderBy(someone => someone.Expected(route) is null))
                wrong.AddRange(await Faults(route, someone, path, body));
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task Nobody_else_meets_what_is_private_in_lists_counts_or_by_referring_to_it()
    {
        var audience = await world.Prepare(new("GET", "/v1/audiences/AUDIENCE/members/CONTACT", "read", "private", null));
        var id = Id.Match(audience.Path).Value;
        string[] questions = ["/v1/audiences?total=true", "/v1/contacts?total=true", $"/v1/contacts?q={AccessWorld.Canary}&total=true", "/v1/fields", "/v1/contact-imports", "/v1/jobs", "/v1/ingest/recent", "/v1/ingest/recent?kind=rejected"];
        foreach (var someone in world.Everybody.Where(someone => someone.HasKey && someone.Name != "ann" && someone.Scopes.Contains("read")))
        {
            foreach (var question in questions)
                Assert.DoesNotContain(AccessWorld.Canary, (await someone.Client.Get(question)).Is(200).Text, StringComparison.Ordinal);
            foreach (var referred in new[] { id, Guid.NewGuid().ToString("N") })
            {
                var definition = JsonNode.Parse($$"""{ "definition": { "match": "all", "conditions": [ { "field": "audience.{{referred}}", "op": "memberOf" } ] } }""")!;
                var refused = (await someone.Client.Post("/v1/audiences/preview", definition)).Is(422);
                Assert.Equal("urn:audiences:unknown-audience", refused.Json["type"].Text());
            }
        }
        Assert.Contains(AccessWorld.Canary, (await world["ann"].Client.Get("/v1/audiences")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_else_is_answered_otherwise_once_what_is_private_is_gone_and_no_log_line_names_it()
    {
        var ann = world["ann"].Client;
        var contact = (await ann.Upsert(new() { ["externalId"] = AccessWorld.Canary, ["traits"] = new JsonObject { ["canaryTrait"] = AccessWorld.Canary }, ["tags"] = new JsonArray(AccessWorld.Canary) }))["id"].Text();
        await ann.Track(AccessWorld.Canary, "canary event", await world["admin"].Client.Clock());
        var audience = await ann.CreateActive(AccessWorld.Canary, """{ "match": "all", "conditions": [ { "field": "trait.canaryTrait", "op": "exists" } ] }""");
        var others = world.Everybody.Where(someone => someone.HasKey && someone.Name != "ann" && someone.Scopes.Contains("read")).ToArray();
        var before = await Asked(others);
        (await ann.Delete($"/v1/audiences/{audience}")).Is(204);
        (await ann.Delete($"/v1/contacts/{contact}")).Is(204);
        Assert.Equal(before, await Asked(others));
        Assert.DoesNotContain(AccessWorld.Canary, world.Server.Output.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Lists, totals, counts, previews, suggestions and errors, as everybody is answered now.</summary>
    private static async Task<string[]> Asked(IEnumerable<Someone> others)
    {
        string[] lists =
        [
            "/v1/audiences?total=true", "/v1/contacts?total=true", $"/v1/contacts?q={AccessWorld.Canary}&total=true", "/v1/fields", "/v1/jobs", "/v1/contact-imports",
            $"/v1/contacts/externalId:{AccessWorld.Canary}", "/v1/teams",
        ];
        // The last are nearly what is there, where it is not theirs: no "did you mean" may tell.
        string[] conditions =
        [
            """{ "field": "firstName", "op": "exists" }""", """{ "field": "trait.canaryTrait", "op": "exists" }""", """{ "field": "tag", "op": "equals", "value": "Canary-4711" }""",
            """{ "field": "event.canary evnt", "op": "performed" }""", """{ "field": "trait.canaryTrai", "op": "exists" }""",
        ];
        var answers = new List<string>();
        foreach (var someone in others)
        {
            foreach (var list in lists)
                answers.Add($"{someone.Name} {list} {Plain(await someone.Client.Get(list))}");
            foreach (var condition in conditions)
                foreach (var route in new[] { "/v1/audiences/preview", "/v1/definitions/check" })
                {
                    var body = JsonNode.Parse($$"""{ "definition": { "match": "all", "conditions": [ {{condition}} ] } }""")!;
                    answers.Add($"{someone.Name} {route} {condition} {Plain(await someone.Client.Post(route, body))}");
                }
        }
        return [.. answers];
    }

    private static async Task<IEnumerable<string>> Faults(Route route, Someone someone, string path, string? body)
    {
        var faults = new List<string>();
        var answer = await AccessWorld.Send(someone, route.Method, path, body);
        var expected = someone.Expected(route);
        if (expected is { } status ? answer.Code != status : IsRefusedOrBroken(route, answer.Code))
            faults.Add($"{someone.Name}: {route} should be {expected?.ToString() ?? "let in"}, and is {answer.Code}: {answer.Text}");
        if (someone.Name != "ann" && answer.Text.Contains(AccessWorld.Canary, StringComparison.Ordinal))
            faults.Add($"{someone.Name}: {route} tells what is Ann's: {answer.Text}");
        if (expected == 404)
        {
            var unknown = await AccessWorld.Send(someone, route.Method, Id.Replace(path, _ => Guid.NewGuid().ToString("N")), body);
            if (Plain(unknown) != Plain(answer))
                faults.Add($"{someone.Name}: {route} differs from one that never was: {answer.Text} and {unknown.Text}");
        }
        return faults;
    }

    private static bool IsRefusedOrBroken(Route route, int code) => code >= 500 || (route.Object != "open" && code is 401 or 403 or 404);

    private static string Plain(Answer answer) => $"{answer.Code} {Trace.Replace(Id.Replace(answer.Text, "ID"), "")}";
}
