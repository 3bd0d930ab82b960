using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tests.Support;

namespace Tests.Journeys;

/// <summary>/builder in Chromium, as a person uses it: the number that it shows is the one that the API counts, and a plain count's.</summary>
public sealed class BuilderTests : IAsyncLifetime
{
    private static readonly Person[] People = [.. Enumerable.Range(0, 40).Select(number => new Person(
        number, number % 3 == 0 ? "premium" : "free", number % 4 == 0 ? "BE" : number % 4 == 1 ? "FR" : "NL", number % 5, number % 7 == 0, number % 9 == 0))];

    private ServerProcess server = null!;
    private AudiencesClient client = null!;

    public async Task InitializeAsync()
    {
        server = await ServerProcess.Start();
        client = server.Client();
        await client.SetClock(SharedServer.Now);
        foreach (var person in People)
        {
            await client.Upsert(new JsonObject
            {
                ["externalId"] = $"p{person.Number}", ["firstName"] = $"<b>{person.Number}</b>", ["traits"] = new JsonObject { ["plan"] = person.Plan },
                ["address"] = new JsonObject { ["country"] = person.Country }, ["tags"] = person.HasNews ? new JsonArray("news") : [],
                ["stage"] = person.IsLost ? "Lost" : "Lead",
            });
            for (var bought = 0; bought < person.Bought; bought++)
                await client.Track($"p{person.Number}", "purchase", SharedServer.Now.AddDays(-bought), new JsonObject { ["amount"] = 50 + (bought * 20) });
        }
    }

    [FactNeeding(Needs.Browser)]
    public async Task The_number_follows_the_conditions_and_is_what_the_API_counts()
    {
        var premium = People.Count(person => person.Plan == "premium");
        var found = People.Count(person => person.Plan == "premium" && person.Bought >= 3 && (person.Country is "BE" or "FR" || person.HasNews) && !person.IsLost);
        Assert.True(found is > 0 && found < premium);
        var page = await Open(
            ["choose", "What", "trait.plan"], ["fill", "Value", "premium"], ["see", "#count", $"{premium}"],
            ["click", "Add a condition here"], ["choose", "What@1", "event.purchase"], ["clear", "How many times"], ["fill", "How many times", "2"],
            ["choose", "When", "within"], ["clear", "How long"], ["fill", "How long", "30"],
            ["click", "Ask for a property of the event"], ["fill", "Number", "70"], ["see", "#sentence", "at least 2 times in the last 30 days with amount is at least 70"],
            ["click", "Add a group of conditions here"], ["choose", "How many of these@1", "any"], ["choose", "What@2", "country"], ["choose", "How@3", "in"],
            ["fill", "Values; Enter adds one", "BE"], ["press", "Values; Enter adds one", "Enter"], ["fill", "Values; Enter adds one", "FR"],
            ["click", "Add a condition here"], ["choose", "What@3", "tag"], ["choose", "How@4", "containsAny"], ["fill", "Values; Enter adds one@1", "news"],
            ["click", "Add a condition here@2"], ["choose", "What@4", "stage"], ["fill", "Value@-1", "Lost"],
            ["see", "#sentence", "except stage equals Lost"], ["see", "#count", $"{found}"], ["see", "#took", "counted in"],
            ["fill", "#name", "Good ones"], ["press", "#name", "Enter"], ["see", "#saved", "Saved “Good ones” as a draft."],
            ["click", "Activate the audience, so that its changes are announced"], ["see", "#saved", "is active"]);

        Assert.Equal(found, (await client.Post("/v1/audiences/preview", new JsonObject { ["definition"] = JsonNode.Parse(page.Counted[^1].GetRawText()) })).Is(200).Json["count"]!.GetValue<int>());
        var audience = (await client.Get("/v1/audiences?q=Good")).Is(200).Json["items"]!.AsArray().Single()!;
        Assert.Equal(("active", found), (audience["status"].Text(), audience["size"]!["count"]!.GetValue<int>()));
        Assert.Empty(page.Errors.Concat(page.Elsewhere).Concat(page.Unlabelled));
        Assert.True(page.Wide <= 0, $"It is {page.Wide} pixels too wide.");
    }

    [FactNeeding(Needs.Browser)]
    public async Task A_group_may_ask_for_those_who_meet_none_or_not_all_of_it()
    {
        var none = People.Count(person => person.Plan == "premium" && person.Country != "BE" && !person.IsLost);
        var notAll = People.Count(person => person.Plan == "premium" && !(person.Country == "BE" && person.IsLost));
        Assert.NotEqual(none, notAll);
        var page = await Open(
            ["choose", "What", "trait.plan"], ["fill", "Value", "premium"], ["click", "Add a group of conditions here"], ["choose", "How many of these@1", "none"],
            ["choose", "What@1", "country"], ["fill", "Value@1", "BE"], ["click", "Add a condition here"], ["choose", "What@2", "stage"], ["fill", "Value@2", "Lost"],
            ["see", "#count", $"{none}"], ["choose", "How many of these@1", "notAll"], ["see", "#count", $"{notAll}"]);
        Assert.Empty(page.Errors.Concat(page.Unlabelled));
    }

    [FactNeeding(Needs.Browser)]
    public async Task The_keyboard_is_enough()
    {
        var premium = People.Count(person => person.Plan == "premium");
        // The first choice has the focus; what it is, how, with what.
        var page = await Open(["see", "#who", "as"], ["type", null, "plan"], ["key", null, "Tab"], ["key", null, "Tab"], ["type", null, "premium"], ["see", "#count", $"{premium}"]);
        Assert.Empty(page.Errors);
    }

    [FactNeeding(Needs.Browser)]
    public async Task An_answer_that_comes_late_is_not_shown()
    {
        var (first, second) = (People.Count(person => person.Country == "BE"), People.Count(person => person.Country is "NL"));
        Assert.NotEqual(first, second);
        var page = await Open(
            ["hold", null, "\"BE\""], ["choose", "What", "country"], ["fill", "Value", "BE"], ["held", null, null],
            ["clear", "Value"], ["fill", "Value", "NL"], ["see", "#count", $"{second}"], ["release", null, null], ["see", "#count", $"{second}"]);
        Assert.Contains(page.Counted, definition => definition.GetRawText().Contains("NL", StringComparison.Ordinal));
    }

    [FactNeeding(Needs.Browser)]
    public async Task What_is_wrong_is_said_beside_the_condition_and_names_are_no_markup()
    {
        var page = await Open(
            ["choose", "What", "trait.plan"], ["fill", "Value", "premium"], ["see", "#sample", "<b>0</b>"],
            ["click", "Add a condition here"], ["choose", "What@1", "lastSeen"], ["clear", "How long"], ["fill", "How long", "99999999"],
            ["see", "#include li:nth-child(2) .problem", "This is no window: a window is at least one second and at most 36525d."], ["clear", "How long"], ["fill", "How long", "30"],
            ["see", "#sentence", "Trait plan equals premium and last seen"]);
        Assert.All(page.Errors, error => Assert.Contains("422", error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_page_is_whole_by_itself_and_lets_nothing_else_in()
    {
        var page = (await client.Get("/builder")).Is(200);
        Assert.Equal("text/html; charset=utf-8", page.Header("Content-Type"));
        Assert.Contains("default-src 'none'", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal("text/javascript; charset=utf-8", (await client.Get("/builder/page.js")).Is(200).Header("Content-Type"));
        Assert.Equal("text/css; charset=utf-8", (await client.Get("/builder/builder.css")).Is(200).Header("Content-Type"));
        (await client.Get("/builder/nothing.js")).Is(404);
        (await client.Send(HttpMethod.Get, "/builder/page.js", null, ("If-None-Match", (await client.Get("/builder/page.js")).Header("ETag")!))).Is((int)HttpStatusCode.NotModified);
    }

    public async Task DisposeAsync()
    {
        client?.Dispose();
        if (server is not null) await server.DisposeAsync();
    }

    private async Task<BuiltPage> Open(params string?[][] steps)
    {
        var told = await NodeScript.Run("build.mjs", server.Url.ToString().TrimEnd('/'), ServerProcess.AdminKey, JsonSerializer.Serialize(steps));
        return JsonSerializer.Deserialize<BuiltPage>(told.Split('\n').Last(line => line.StartsWith('{')), JsonSerializerOptions.Web)!;
    }

    private sealed record Person(int Number, string Plan, string Country, int Bought, bool HasNews, bool IsLost);

    /// <param name="Counted">Definitions that the page asked the number of.</param>
    /// <param name="Wide">By how many pixels it is wider than the window.</param>
    private sealed record BuiltPage(
        IReadOnlyList<JsonElement> Counted, IReadOnlyList<string> Elsewhere, IReadOnlyList<string> Errors, int Wide, IReadOnlyList<string> Unlabelled);
}
