using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Tests.Support;

namespace Tests.Accounts;

/// <summary>Any configuration that is taken: what GET answers says all of it.</summary>
public sealed class ConfigurationPropertyTests : IAsyncLifetime
{
    private const string Path = "/v1/organisation/configuration";

    private static readonly string[] Always = ["Lead", "Potential", "Active", "Inactive", "Lost"];

    // A key has its kind for ever, so the kind follows from the key.
    private static readonly Gen<string> OwnKeys = Gen.Elements("club", "In laws", "é", "a.b/c", "x-1", "\"quoted\"", "Ω");

    private static readonly Gen<JsonObject> Documents =
        from extras in Gen.Elements("Warm", "Hot", "In Contract", "closed").ListOf()
        from order in Gen.Elements(true, false)
        from labels in Gen.Choose(0, 9).ListOf(5)
        from business in Gen.Elements("Customers", "Buyer", "Seller").NonEmptyListOf()
        from own in OwnKeys.ListOf()
        from days in Gen.Elements<int?>(null, 1, 3_650)
        from steps in Gen.Elements("call", "visit", "Write a letter").ListOf()
        from second in Gen.Elements("call", "talk").ListOf()
        from sections in Gen.Elements("body", "home").ListOf()
        from fields in Gen.Elements("a", "b", "c", "d").ListOf()
        from refuses in Gen.Elements("keep", "refuse", null)
        select Document(
            [.. order ? Always : Always.Reverse(), .. extras.Distinct()], labels, [.. business.Distinct()], [.. own.Distinct()], days, [.. steps.Distinct()], [.. second.Distinct()],
            [.. sections.Distinct()], [.. fields.Distinct()], refuses);

    private RunningServer server = null!;
    private string other = "";

    public async Task InitializeAsync()
    {
        server = await RunningServer.Start();
        var (_, made, _) = await server.Send(HttpMethod.Post, "/v1/organisations", """{"name":"Other","ownerEmail":"o@example.org"}""");
        var token = made.GetProperty("invitation").GetProperty("token").GetString();
        var (_, accepted, _) = await server.Send(HttpMethod.Post, "/v1/invitations/accept", $$"""{"token":"{{token}}","name":"Olga"}""");
        other = accepted.GetProperty("key").GetString()!;
    }

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public void What_is_read_is_written_back_without_a_change_and_makes_another_organisation_the_same() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(60),
        Prop.ForAll(Documents.ToArbitrary(), document => Try(document).GetAwaiter().GetResult()));

    private async Task Try(JsonObject document)
    {
        await Put(RunningServer.AdminKey, document.ToJsonString());
        var first = await Get(RunningServer.AdminKey);
        var again = await Put(RunningServer.AdminKey, first.GetRawText());
        Assert.Equal(first.GetRawText(), again.GetRawText());
        Assert.Empty((await Put(RunningServer.AdminKey, first.GetRawText(), "?dryRun=true")).GetProperty("changes").EnumerateArray());

        await Put(other, first.GetRawText());
        Assert.Equal(WithoutVersion(first), WithoutVersion(await Get(other)));
        Assert.Equal(document["stages"]!.AsArray().Count, first.GetProperty("stages").GetArrayLength());
        Assert.Equal(document["segments"]!.AsArray().Select(segment => segment!["key"]!.GetValue<string>()), first.GetProperty("segments").EnumerateArray().Select(segment => segment.GetProperty("key").GetString()));
    }

    private async Task<JsonElement> Get(string key) => Good(await server.Send(HttpMethod.Get, Path, null, ("Authorization", $"Bearer {key}")));

    private async Task<JsonElement> Put(string key, string json, string query = "") =>
        Good(await server.Send(HttpMethod.Put, Path + query, json, ("Authorization", $"Bearer {key}")));

    private static JsonElement Good((HttpStatusCode Status, JsonElement Body, HttpResponseMessage) answer)
    {
        Assert.True(answer.Status == HttpStatusCode.OK, $"{answer.Status} {answer.Body}");
        return answer.Body;
    }

    private static string WithoutVersion(JsonElement document)
    {
        var all = JsonObject.Create(document)!;
        all.Remove("version");
        return all.ToJsonString();
    }

    private static JsonObject Document(
        string[] stages, List<int> labels, string[] business, string[] own, int? days, string[] steps, string[] second, string[] sections, string[] fields, string? others) => new()
    {
        ["others"] = others,
        ["stages"] = List(stages.Select((stage, i) => Term(stage, i < labels.Count && labels[i] > 4 ? $"{stage} ({labels[i]})" : stage))),
        ["segments"] = List(business.Select(key => Segment(key, "business")).Concat(own.Select(key => Segment(key, key.Length % 2 == 0 ? "personal" : "business")))),
        ["steps"] = List(
            [Steps("lead", business[0], steps.Select(key => Step(key, days))), Steps("Active", business[^1], second.Select(key => Step(key, null)))]),
        ["sections"] = List(sections.Select(key => Term(key, $"{key} section"))),
        ["fields"] = List(fields.Select(key => Field(key, sections, business[0]))),
    };

    private static JsonObject Term(string key, string label) => new() { ["key"] = key, ["label"] = label };

    private static JsonObject Segment(string key, string kind) => new() { ["key"] = key, ["label"] = $"All {key}", ["kind"] = kind };

    private static JsonObject Steps(string stage, string segment, IEnumerable<JsonObject> steps) => new() { ["stage"] = stage, ["segment"] = $"all {segment}", ["steps"] = List(steps) };

    private static JsonObject Step(string key, int? days) => new() { ["key"] = key, ["label"] = $"{key}!", ["reminderDays"] = days, ["template"] = days is null ? null : "hello" };

    private static JsonObject Field(string key, string[] sections, string segment) => new()
    {
        ["key"] = key, ["label"] = key.ToUpperInvariant(), ["kind"] = key is "a" ? "pickMany" : "text", ["options"] = key is "a" ? new JsonArray("x", "y") : null,
        ["section"] = sections.FirstOrDefault(), ["segments"] = key is "b" ? new JsonArray(segment) : null,
    };

    private static JsonArray List(IEnumerable<JsonObject> items) => [.. items];
}
