using System.Text;
using System.Text.Json.Nodes;
using Tests.Support;

namespace Tests.Journeys;

/// <summary>An organisation's stages, segments, steps and fields as one document, and what contacts and audiences make of it; over HTTP.</summary>
public sealed class ConfigurationTests : IAsyncLifetime
{
    private const string Path = "/v1/organisation/configuration";

    private ServerProcess server = null!;
    private AudiencesClient admin = null!;

    public async Task InitializeAsync()
    {
        server = await ServerProcess.Start();
        admin = server.Client();
        await admin.SetClock(SharedServer.Now);
    }

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task Everybody_reads_what_there_is_from_the_beginning_and_sending_it_back_changes_nothing()
    {
        var answer = (await admin.Get(Path)).Is(200);
        Assert.Equal("\"1\"", answer.Headers["etag"]);
        Assert.Equal(["Lead", "Potential", "Active", "Inactive", "Lost"], Keys(answer.Json, "stages"));
        Assert.Equal("Past", answer.Json["stages"]![3]!["label"].Text());
        Assert.Equal(["Family", "Friends", "Connections"], answer.Json["segments"]!.AsArray().Where(segment => segment!["kind"].Text() == "personal").Select(segment => segment!["key"].Text()));
        var (ann, _) = await admin.Invite("member");
        Assert.Equal(answer.Text, (await ann.Get(Path)).Is(200).Text);
        (await ann.Put(Path, answer.Json.DeepClone())).Is(403);
        Assert.Equal(answer.Text, (await admin.Put(Path, answer.Json.DeepClone())).Is(200).Text);
        Assert.Empty(await Audited());
    }

    [Fact]
    public async Task Keys_and_labels_whatever_their_case_are_kept_as_keys_and_a_new_label_moves_nobody()
    {
        var past = await admin.CreateActive("Past ones", Where("stage", "equals", "\"past\""));
        Assert.Equal("Inactive", (await admin.Get($"/v1/audiences/{past}")).Is(200).Json["definition"]!["conditions"]![0]!["value"].Text());
        await admin.Upsert("""{ "externalId": "ann", "stage": " PAST", "segment": "buyer" }""".Json());
        Assert.Equal("Inactive Buyer", await Shown("ann"));
        (await admin.Patch("/v1/contacts/externalId:ann", """{ "segment": "family" }""".Json())).Is(200);
        Assert.Equal("Inactive Family", await Shown("ann"));
        (await admin.Post("/v1/contacts/batch", """{ "items": [ { "externalId": "bob", "stage": "past" }, { "externalId": "cid", "stage": "Elsewhere" } ] }""".Json())).Is(200);
        Assert.Equal(["Inactive ", "Elsewhere "], [await Shown("bob"), await Shown("cid")]);

        await Change(document => document["stages"]![3]!["label"] = "Sleeping");
        Assert.Equal(2, (await admin.Members(past)).Count);
        await admin.Upsert("""{ "externalId": "dan", "stage": "sleeping" }""".Json());
        Assert.Equal(3, (await admin.Members(past)).Count);
        Assert.Equal(["configuration.changed"], await Audited());
    }

    [Fact]
    public async Task What_is_not_configured_is_refused_where_the_organisation_says_so_and_the_nearest_is_named()
    {
        await Change(document =>
        {
            document["others"] = "refuse";
            document["steps"] = JsonNode.Parse("""[ { "stage": "past", "segment": "Buyer", "steps": [ { "key": "call", "label": "Call again", "reminderDays": 3, "template": "hello" } ] } ]""");
        });
        var refused = (await admin.Post("/v1/contacts", """{ "externalId": "ann", "stage": "Potentail", "segment": "Nobles" }""".Json())).Is(422);
        Assert.Contains("Potential", refused.Json["errors"]!["stage"]![0].Text());
        Assert.DoesNotContain("Nobles", refused.Text);
        (await admin.Patch("/v1/contacts/externalId:ann", "{}".Json())).Is(404);

        await admin.Upsert("""{ "externalId": "ann", "stage": "Past", "segment": "Buyer", "step": "CALL AGAIN" }""".Json());
        Assert.Equal("call", (await admin.Contact("externalId:ann"))["step"].Text());
        refused = (await admin.Patch("/v1/contacts/externalId:ann", """{ "step": "Calk" }""".Json())).Is(422);
        Assert.Contains("\"call\"", refused.Json["errors"]!["step"]![0].Text());
        (await admin.Patch("/v1/contacts/externalId:ann", """{ "stage": "Lead", "step": "call" }""".Json())).Is(422);
        Assert.Equal("Inactive Buyer", await Shown("ann"));
        (await admin.Patch("/v1/contacts/externalId:ann", """{ "stage": "Lead" }""".Json())).Is(200);
        Assert.Null((await admin.Contact("externalId:ann"))["step"]);

        var import = (await admin.Send(Encoding.UTF8.GetBytes("Email,stage,segment,step\na@example.org,past,Buyer,call again\nb@example.org,Leed,,\nc@example.org,Lead,Buyer,call\n"))).Is(202).Json["id"].Text();
        var ended = await admin.Ended(import);
        Assert.Equal(
            ["2 stage: is none of the organisation's stages. Did you mean \"Lead\"?", "3 step: is not taken: the organisation has configured no next steps for the contact's stage and segment"],
            ended["errors"]!.AsArray().Select(error => $"{error!["row"]} {error["reason"].Text()}"));
        Assert.Equal("Inactive", (await admin.Contact("email:a@example.org"))["stage"].Text());
    }

    [Fact]
    public async Task Fields_list_what_is_configured_with_labels_and_warnings_name_what_nobody_knows()
    {
        await admin.Upsert("""{ "externalId": "ann", "stage": "Lead" }""".Json());
        await admin.Upsert("""{ "externalId": "bob", "stage": "Strange" }""".Json());
        var stage = (await admin.All("/v1/fields")).Single(field => field["field"].Text() == "stage");
        Assert.Equal(
            ["Lead Lead 1", "Potential Potential 0", "Active Active 0", "Inactive Past 0", "Lost Lost 0", "Strange  1"],
            stage["values"]!.AsArray().Select(value => $"{value!["value"]} {value["label"]} {value["count"]}"));
        Assert.Contains("The organisation has no stage \"Leed\", and nobody is in one. Did you mean `Lead`?", await Warnings(Where("stage", "in", "[\"Leed\"]")));
        Assert.DoesNotContain(await Warnings(Where("stage", "notEquals", "\"Strange\"")), warning => warning.Contains("has no stage", StringComparison.Ordinal));
        Assert.DoesNotContain(await Warnings(Where("stage", "equals", "\"Past\"")), warning => warning.Contains("has no stage", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_document_is_taken_over_by_another_organisation_as_it_is()
    {
        await Change(document =>
        {
            document["stages"]!.AsArray().Add("hot");
            document["segments"]!.AsArray().Insert(1, """{ "key": "club", "label": "Book club", "kind": "personal" }""".Json());
            document["sections"] = JsonNode.Parse("""[ { "key": "body", "label": "Measures" } ]""");
            document["steps"] = JsonNode.Parse("""[ { "stage": "Hot", "segment": "Book club", "steps": [ { "key": "call", "label": "Call" } ] } ]""");
            document["fields"] = JsonNode.Parse("""[ { "key": "size", "label": "Size", "kind": "pickOne", "options": ["s"], "section": "body", "stages": ["past"] } ]""");
        });
        (await admin.Put("/v1/fields/custom/shoe", """{ "label": "Shoe", "kind": "decimal", "section": "feet" }""".Json())).Is(422);
        (await admin.Put("/v1/fields/custom/shoe", """{ "label": "Shoe", "kind": "decimal", "section": "body" }""".Json())).Is(201);
        var document = (await admin.Get(Path)).Is(200).Json;
        Assert.Equal(["Inactive"], document["fields"]!.AsArray().Single(field => field!["key"].Text() == "size")!["stages"]!.AsArray().Select(stage => stage.Text()));
        var other = await Another();

        var changes = (await other.Put($"{Path}?dryRun=true", document.DeepClone())).Is(200).Json["changes"]!.AsArray();
        Assert.Equal(
            ["added stage Hot", "added segment club", "added step call", "added section body", "added field shoe", "added field size"],
            changes.Select(change => $"{change!["change"]} {change["what"]} {change["key"]}"));
        Assert.Equal(1, (await other.Get(Path)).Is(200).Json["version"]!.GetValue<int>());
        (await other.Put(Path, document.DeepClone())).Is(200);
        var taken = (await other.Get(Path)).Is(200).Json;
        (taken["version"], document["version"]) = (0, 0);
        Assert.Equal(document.ToJsonString(), taken.ToJsonString());
    }

    [Fact]
    public async Task What_is_in_use_is_not_taken_out_without_saying_what_is_there_instead_and_then_nobody_is_announced()
    {
        await Change(document => document["stages"]!.AsArray().Add("Hot"));
        var (ann, _) = await admin.Invite("member");
        await ann.Upsert("""{ "externalId": "a", "stage": "Hot" }""".Json());
        await admin.Upsert("""{ "externalId": "b", "stage": "hot" }""".Json());
        await admin.Upsert("""{ "externalId": "c", "stage": "Active" }""".Json());
        var hot = await ann.CreateActive("Hot ones", Where("stage", "in", "[\"Hot\", \"Active\"]"));
        var standing = await admin.CreateActive("Long hot", """{ "match": "all", "conditions": [ { "field": "stage", "op": "hasBeen", "value": "Hot", "for": "2d" } ] }""");
        await admin.SetClock(SharedServer.Now.AddDays(3));
        Assert.Single(await admin.Members(standing));
        var before = (await ann.Get($"/v1/audiences/{hot}/changes")).Is(200).Json["items"]!.AsArray().Count;

        var document = await Document();
        document["stages"]!.AsArray().RemoveAt(5);
        var refused = (await admin.Put(Path, document.DeepClone())).Is(409);
        Assert.EndsWith("in-use", refused.Json["type"].Text(), StringComparison.Ordinal);
        Assert.Equal((2, 2), (refused.Json["uses"]![0]!["contacts"]!.GetValue<int>(), refused.Json["uses"]![0]!["audiences"]!.GetValue<int>()));
        document["replacements"] = """{ "stages": { "Hot": "Actve" } }""".Json();
        Assert.Contains("Active", (await admin.Put(Path, document.DeepClone())).Is(422).Text);
        document["replacements"] = """{ "stages": { "Hot": "active" } }""".Json();
        var replaced = (await admin.Put(Path, document.DeepClone())).Is(200).Json;

        Assert.Null(replaced["replacing"]);
        Assert.Equal("Active", (await ann.Contact("externalId:a"))["stage"].Text());
        Assert.Equal("Active ", await Shown("b"));
        Assert.Equal("""{"field":"stage","op":"equals","value":"Active"}""", (await ann.Get($"/v1/audiences/{hot}")).Is(200).Json["definition"]!["conditions"]![0]!.ToJsonString());
        Assert.Equal(before, (await ann.Get($"/v1/audiences/{hot}/changes")).Is(200).Json["items"]!.AsArray().Count);
        Assert.Equal(["b", "c"], (await admin.Members(standing)).Select(member => member["contact"]!["externalId"].Text()).Order());
        foreach (var (client, audience) in new[] { (ann, hot), (admin, standing) })
            Assert.Empty((await client.Post($"/v1/audiences/{audience}/verify")).Is(200).Json["wrong"]!.AsArray());
        await admin.Upsert("""{ "externalId": "late", "stage": "Hot" }""".Json());
        Assert.Equal("Hot ", await Shown("late"));
    }

    [Fact]
    public async Task Steps_are_replaced_in_their_pair_and_who_changes_the_version_first_wins()
    {
        await Change(document => document["steps"] = JsonNode.Parse(
            """
            [ { "stage": "Lead", "segment": "Buyer", "steps": [ { "key": "call", "label": "Call" }, { "key": "visit", "label": "Visit" } ] },
              { "stage": "Active", "segment": "Buyer", "steps": [ { "key": "call", "label": "Ring" } ] } ]
            """));
        await admin.Upsert("""{ "externalId": "lead", "stage": "Lead", "segment": "Buyer", "step": "Call" }""".Json());
        await admin.Upsert("""{ "externalId": "active", "stage": "Active", "segment": "Buyer", "step": "ring" }""".Json());
        (await admin.Patch("/v1/contacts/externalId:active", """{ "stage": "Lead" }""".Json())).Is(200);
        Assert.Equal("call", (await admin.Contact("externalId:active"))["step"].Text());
        (await admin.Patch("/v1/contacts/externalId:active", """{ "stage": "Active" }""".Json())).Is(200);

        var document = await Document();
        document["steps"]![0]!["steps"]!.AsArray().RemoveAt(0);
        Assert.Equal(1, (await admin.Put(Path, document.DeepClone())).Is(409).Json["uses"]![0]!["contacts"]!.GetValue<int>());
        document["replacements"] = """{ "steps": { "call": "ring" } }""".Json();
        (await admin.Put(Path, document.DeepClone())).Is(422);
        document["replacements"] = """{ "steps": { "call": "visit" } }""".Json();
        (await admin.Send(HttpMethod.Put, Path, Encoding.UTF8.GetBytes(document.ToJsonString()), ("If-Match", "\"1\""))).Is(412);
        (await admin.Put(Path, document.DeepClone())).Is(200);
        Assert.Equal(["visit", "call"], [(await admin.Contact("externalId:lead"))["step"].Text(), (await admin.Contact("externalId:active"))["step"].Text()]);
    }

    [Theory]
    [InlineData("""{ "stages": ["Lead"] }""", "stages")]
    [InlineData("""{ "stages": ["Lead", "Potential", "Active", "Inactive", "Lost", "Tepid"] }""", "stages[5].key")]
    [InlineData("""{ "stages": ["Lead", "Potential", "Active", "Inactive", "Lost", { "key": "Hot", "label": "lead" }] }""", "stages[5]")]
    [InlineData("""{ "segments": [ { "key": "Family", "label": "Family", "kind": "business" } ] }""", "segments[0].kind")]
    [InlineData("""{ "segments": [] }""", "segments")]
    [InlineData("""{ "segments": [ { "key": "x", "label": "x" } ] }""", "segments[0].kind")]
    [InlineData("""{ "steps": [ { "stage": "Hot", "segment": "Buyer", "steps": [ { "key": "c", "label": "c" } ] } ] }""", "steps[0].stage")]
    [InlineData("""{ "steps": [ { "stage": "Lead", "segment": "Buyer", "steps": [ { "key": "c", "label": "c", "reminderDays": 0 } ] } ] }""", "steps[0].steps[0].reminderDays")]
    [InlineData("""{ "steps": [ { "stage": "Lead", "segment": "Buyer", "steps": [ { "key": "c", "label": "d" }, { "key": "d", "label": "e" } ] } ] }""", "steps[0].steps[1]")]
    [InlineData("""{ "fields": [ { "key": "a", "label": "A", "kind": "text", "section": "none" } ] }""", "fields.a.section")]
    [InlineData("""{ "fields": [ { "key": "a", "label": "A", "kind": "pickOne" } ] }""", "fields.a.options")]
    [InlineData("""{ "others": "drop" }""", "others")]
    [InlineData("""{ "sections": null }""", "sections")]
    [InlineData("""{ "stagez": [] }""", "stagez")]
    [InlineData("""{ "replacements": { "stages": { "Hot": "Lead" } } }""", "replacements.stages.Hot")]
    public async Task A_wrong_document_is_refused_by_path(string members, string path)
    {
        var document = await Document();
        foreach (var (name, value) in members.Json()) document[name] = value?.DeepClone();
        var refused = (await admin.Put(Path, document)).Is(422);
        Assert.True(refused.Json["errors"]!.AsObject().ContainsKey(path), refused.Text);
    }

    private async Task<JsonObject> Document() => (JsonObject)(await admin.Get(Path)).Is(200).Json;

    private async Task Change(Action<JsonObject> change)
    {
        var document = await Document();
        change(document);
        (await admin.Put(Path, document)).Is(200);
    }

    private async Task<AudiencesClient> Another()
    {
        var made = (await admin.Post("/v1/organisations", """{ "name": "Other", "ownerEmail": "o@example.org" }""".Json())).Is(201).Json;
        return (await admin.Accept(made["invitation"]!["token"].Text())).Client;
    }

    private async Task<string> Shown(string external)
    {
        var contact = await admin.Contact($"externalId:{external}");
        return $"{contact["stage"]} {contact["segment"]}";
    }

    private async Task<List<string>> Audited() =>
        [.. (await admin.All("/v1/audit")).Select(item => item["what"].Text()).Where(what => what.StartsWith("configuration", StringComparison.Ordinal))];

    private async Task<List<string>> Warnings(string definition) =>
        [.. (await admin.Post("/v1/definitions/check", new JsonObject { ["definition"] = JsonNode.Parse(definition) })).Is(200).Json["warnings"]!.AsArray().Select(warning => warning.Text())];

    private static IEnumerable<string> Keys(JsonNode document, string list) => document[list]!.AsArray().Select(item => item!["key"].Text());

    private static string Where(string field, string op, string value) =>
        $$"""{ "match": "all", "conditions": [ { "field": "{{field}}", "op": "{{op}}", "value": {{value}} } ] }""";
}
