using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Tests.Support;

namespace Tests.Journeys;

/// <summary>Files of contacts through HTTP into the real process.</summary>
public sealed class ImportTests : IAsyncLifetime
{
    private ServerProcess server = null!;
    private AudiencesClient client = null!;

    public async Task InitializeAsync()
    {
        server = await ServerProcess.Start();
        client = server.Client();
        await client.SetClock(SharedServer.Now);
    }

    public async Task DisposeAsync()
    {
        client?.Dispose();
        if (server is not null) await server.DisposeAsync();
    }

    [Fact]
    public async Task Twenty_thousand_rows_go_in_and_each_bad_one_is_named_with_its_reason()
    {
        const int Rows = 20_000;
        var file = new StringBuilder("Email,First Name,Plan,Tags\n");
        for (var row = 1; row <= Rows; row++)
            file.Append(CultureInfo.InvariantCulture, $"{(row % 100 == 0 ? "nobody" : $"p{row}@example.org")},Ann,{(row % 2 == 0 ? "premium" : "free")},\"fair, spring\"\n");
        var premium = await client.CreateActive("Premium", """{"match":"all","conditions":[{"field":"trait.Plan","op":"equals","value":"premium"}]}""");

        var done = await client.Import(file.ToString());

        Assert.Equal(("done", Rows), (done["status"].Text(), done["rows"]!.GetValue<int>()));
        Assert.Equal((Rows / 100 * 99, 0, Rows / 100), done.Counts());
        Assert.Equal(Enumerable.Range(1, Rows / 100).Select(n => n * 100), done["errors"]!.AsArray().Select(error => error!["row"]!.GetValue<int>()));
        Assert.All(done["errors"]!.AsArray(), error => Assert.Contains("column \"Email\": must be an e-mail address", error!["reason"].Text(), StringComparison.Ordinal));
        Assert.Equal(done["errors"]!.AsArray().Count, (await client.All($"/v1/contact-imports/{done["id"].Text()}/errors")).Count);
        Assert.Equal(Rows / 2 - Rows / 100, (await client.MemberIds(premium)).Count);
        Assert.All((await Feed.Read(client, premium)).Items, change => Assert.Equal("imported", change.Cause));
        Assert.Equal(Rows / 100 * 99, (await client.MemberIds(await client.LastPeopleImport(done["id"].Text()))).Count);
        var ann = await client.Contact("email:p1@example.org");
        Assert.Equal(("file", true, true), (ann["origin"].Text(), ann["imported"]!.GetValue<bool>(), ann["organized"]!.GetValue<bool>()));
        Assert.Empty(Directory.GetFiles(Path.Combine(server.Data, "imports")));

        var again = await client.Import(file.ToString());
        Assert.Equal((0, Rows / 100 * 99, Rows / 100), again.Counts());
    }

    [Fact]
    public async Task Of_a_file_with_an_unclosed_quote_the_rows_before_it_are_in_and_the_error_names_the_line()
    {
        var failed = await client.Import("email,note\nann@example.org,1\nbob@example.org,\"two\nlines\"\ncid@example.org,\"oh\ndee@example.org,4\n");
        Assert.Equal("failed", failed["status"].Text());
        Assert.Equal((2, 0, 1), failed.Counts());
        var error = Assert.Single(failed["errors"]!.AsArray())!;
        Assert.Equal(3, error["row"]!.GetValue<int>());
        Assert.StartsWith("line 5: a quote opens here and is not closed", error["reason"].Text(), StringComparison.Ordinal);
        Assert.Equal("two\nlines", (await client.Contact("email:bob@example.org"))["traits"]!["note"].Text());
        Assert.Equal(2, (await client.MemberIds(await client.LastPeopleImport(failed["id"].Text()))).Count);
    }

    [Fact]
    public async Task A_file_in_utf16_is_read()
    {
        var done = await client.Import([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("email;first name\r\nzoe@example.org;Zoë Łuk\r\n")]);
        Assert.Equal((1, 0, 0), done.Counts());
        Assert.Equal("Zoë Łuk", (await client.Contact("email:zoe@example.org"))["firstName"].Text());
    }

    [Fact]
    public async Task What_cannot_be_taken_in_is_refused_with_what_to_do_and_leaves_nothing()
    {
        async Task Refused(byte[] file, int status, string type, string query = "")
        {
            var answer = (await client.Send(file, query)).Is(status);
            Assert.Equal($"urn:audiences:{type}", answer.Json["type"].Text());
        }
        byte[] good = [.. "email\nann@example.org\n"u8];
        await Refused(Encoding.UTF8.GetBytes("email," + string.Join(',', Enumerable.Range(1, 1_000).Select(n => $"c{n}")) + "\n"), 422, "too-many-columns");
        await Refused([], 422, "empty-file");
        await Refused([.. "PK\u0003\u0004and so on"u8], 422, "unreadable-workbook");
        await Refused([.. "plan\npremium\n"u8], 422, "no-header");
        await Refused(good, 404, "unknown-audience", "?audience=0190f0f0f0f07000800000000000000f");
        await Refused(good, 422, "not-static", $"?audience={await client.CreateActive("By conditions", """{ "match": "all", "conditions": [ { "field": "tag", "op": "exists" } ] }""")}");
        await Refused(good, 422, "other-book", $"?audience={await client.CreateStatic("Of the admin's own", "user:admin")}");
        await Refused(good, 404, "unknown-book", "?book=nobodys");
        (await client.Send(HttpMethod.Post, "/v1/contact-imports", Imports.Form(good, "x")[..^8], ("Content-Type", "multipart/form-data; boundary=x"))).Is(400);
        (await client.Send(HttpMethod.Post, "/v1/contact-imports", [.. "--x\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\n1\r\n--x--\r\n"u8], ("Content-Type", "multipart/form-data; boundary=x"))).Is(422);
        Assert.Empty((await client.All("/v1/contact-imports")));
        Assert.Empty(Directory.GetFiles(Path.Combine(server.Data, "imports")));
        (await client.Get("/v1/contact-imports/0190f0f0f0f07000800000000000000f")).Is(404);
    }

    [Fact]
    public async Task A_mapping_is_tried_out_followed_and_offered_again_and_the_errors_are_a_table()
    {
        byte[] file = [.. "Adres;Voornaam;Geheim\nann@example.org;Ann;x\nnobody;Bob;y\n"u8];
        const string Mapping = """{"Adres":"email","Voornaam":"firstName","Geheim":null}""";
        byte[] Form(string before, string after = "") =>
        [
            .. Encoding.UTF8.GetBytes($"{before}--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n"), .. file,
            .. Encoding.UTF8.GetBytes($"\r\n{after}--x--\r\n"),
        ];
        var part = $"--x\r\nContent-Disposition: form-data; name=\"mapping\"\r\n\r\n{Mapping}\r\n";
        Task<Answer> Post(string path, byte[] body) => client.Send(HttpMethod.Post, path, body, ("Content-Type", "multipart/form-data; boundary=x"));

        var first = (await Post("/v1/contact-imports/preview", Form(""))).Is(200).Json;
        Assert.False(first["importable"]!.GetValue<bool>());
        Assert.Equal("trait.Adres", first["columns"]![0]!["to"].Text());
        Assert.Equal("urn:audiences:no-header", (await client.Send(file)).Is(422).Json["type"].Text());
        var chosen = (await Post("/v1/contact-imports/preview", Form(part))).Is(200).Json;
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""[{"column":"Adres","to":"email","samples":["ann@example.org","nobody"]},{"column":"Voornaam","to":"firstName","samples":["Ann","Bob"]},{"column":"Geheim","to":null,"samples":["x","y"]}]"""),
            chosen["columns"]), chosen.ToJsonString());
        Assert.Equal((true, false, 2), (chosen["importable"]!.GetValue<bool>(), chosen["saved"]!.GetValue<bool>(), chosen["rows"]!.GetValue<int>()));
        Assert.Equal("line 3, column \"Adres\": must be an e-mail address", Assert.Single(chosen["errors"]!.AsArray())!["reason"].Text());
        Assert.Empty(await client.All("/v1/contact-imports"));
        Assert.Empty(Directory.GetFiles(Path.Combine(server.Data, "imports")));

        void Wrong(Answer answer, string path) => Assert.NotNull(answer.Is(422).Json["errors"]?[path]);
        Wrong(await Post("/v1/contact-imports", Form("", part)), "mapping");
        Wrong(await client.Send(file, $"?mapping={Uri.EscapeDataString("""{"Adres":"emial"}""")}"), "mapping.Adres");
        Wrong(await client.Send(file, $"?mapping={Uri.EscapeDataString("""{"Adres":"email","Addres":"email"}""")}"), "mapping.Addres");
        Wrong(await client.Send(file, "?mapping=[1]"), "mapping");
        Assert.Empty(await client.All("/v1/contact-imports"));
        var done = await client.Ended((await Post("/v1/contact-imports", Form(part))).Is(202).Json["id"].Text());
        Assert.Equal((1, 0, 1), done.Counts());
        var contact = (await client.Get("/v1/contacts/email:ann@example.org")).Is(200).Json;
        Assert.Equal(("Ann", 0), (contact["firstName"].Text(), contact["traits"]!.AsObject().Count));
        Assert.True((await Post("/v1/contact-imports/preview", Form(""))).Is(200).Json["saved"]!.GetValue<bool>());

        var errors = (await client.Get($"/v1/contact-imports/{done["id"].Text()}/errors?format=csv")).Is(200);
        Assert.Equal("row,reason\r\n2,\"line 3, column \"\"Adres\"\": must be an e-mail address\"\r\n", errors.Text);
    }

    [Fact]
    public async Task A_file_in_a_form_is_taken_once_for_each_idempotency_key_whatever_the_boundary()
    {
        byte[] file = [.. "email\nann@example.org\n"u8];
        var first = (await client.SendForm(file, "one", ("Idempotency-Key", "k"))).Is(202).Json["id"].Text();
        var again = (await client.SendForm(file, "another", ("Idempotency-Key", "k"))).Is(202);
        Assert.Equal(first, again.Json["id"].Text());
        (await client.SendForm([.. "email\nbob@example.org\n"u8], "one", ("Idempotency-Key", "k"))).Is(422);
        Assert.Equal((1, 0, 0), (await client.Ended(first)).Counts());
        Assert.Equal(first, Assert.Single(await client.All("/v1/contact-imports"))["id"].Text());
        var job = (await client.Get($"/v1/jobs/{first}")).Is(200).Json;
        Assert.Equal(("done", 1, 1), (job["status"].Text(), job["done"]!.GetValue<int>(), job["total"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Ten_megabytes_are_no_limit_for_files()
    {
        var line = Encoding.UTF8.GetBytes($"ann@example.org,{new string('x', 100_000)}\n");
        var file = "email,note\n"u8.ToArray().Concat(Enumerable.Repeat(line, 120).SelectMany(bytes => bytes)).ToArray();
        Assert.Equal((1, 119, 0), (await client.Import(file)).Counts());
    }

    [Fact]
    public async Task A_file_fills_a_static_audience_with_whom_it_makes_and_updates_and_with_nobody_else()
    {
        await client.Upsert(new JsonObject { ["email"] = "old@example.org" });
        await client.Upsert(new JsonObject { ["email"] = "other@example.org" });
        var fair = await client.CreateStatic("Fair");
        var import = await client.Import("email\nold@example.org\nnew@example.org\nnobody\n"u8.ToArray(), $"?audience={fair}");
        Assert.Equal((fair, (1, 1, 1)), (import["audience"].Text(), import.Counts()));
        Assert.Equal(await Ids("old", "new"), await Members(fair));
        var shown = (await client.Get($"/v1/audiences/{fair}/members?include=contact")).Is(200).Json["items"]!.AsArray();
        Assert.All(shown, member => Assert.Equal($"import:{import["id"].Text()}", member!["pinned"]!["by"].Text()));
        (await client.Post($"/v1/audiences/{fair}/pins", """{ "clear": ["email:old@example.org"] }""".Json())).Is(200);
        Assert.Equal(await Ids("new"), await Members(fair));
        await client.Import("email\nthird@example.org\n");
        Assert.Equal(await Ids("new"), await Members(fair));
    }

    [Fact]
    public async Task Last_People_Import_shows_the_last_import_as_a_whole()
    {
        var first = await client.Import("email,first name\nann@example.org,Ann\nbob@example.org,Bob\n");
        var audience = await client.LastPeopleImport(first["id"].Text());
        Assert.Equal(await Ids("ann", "bob"), await Members(audience));
        await client.Upsert(new JsonObject { ["email"] = "dee@example.org" });

        var second = await client.Import("email,first name\nbob@example.org,Rob\ncid@example.org,Cid\n");
        Assert.Equal(audience, await client.LastPeopleImport(second["id"].Text()));
        Assert.Equal((1, 1, 0), second.Counts());
        Assert.Equal(await Ids("bob", "cid"), await Members(audience));

        var shown = (await client.Get($"/v1/audiences/{audience}")).Is(200).Json;
        Assert.Equal(("Last People Import", "lastImport", "active", "system", 2), (
            shown["name"].Text(), shown["kind"].Text(), shown["status"].Text(), shown["origin"].Text(), shown["version"]!.GetValue<int>()));
        var feed = await Feed.Read(client, audience);
        Assert.All(feed.Items, change => Assert.Equal("imported", change.Cause));
        Assert.Equal(new SortedSet<string>(await Members(audience), StringComparer.Ordinal), feed.Fold());
        Assert.Equal(4, feed.Items.Count);
        Assert.Empty((await client.Post($"/v1/audiences/{audience}/verify")).Is(200).Json["wrong"]!.AsArray());

        // One that wrote to nobody leaves it as it is.
        await client.Import("email\nnobody\n");
        Assert.Equal(await Ids("bob", "cid"), await Members(audience));

        shown["definition"]!["conditions"]![0]!["value"] = first["id"].Text();
        Assert.Equal("urn:audiences:kept-by-system", (await client.Put($"/v1/audiences/{audience}", shown.DeepClone())).Is(409).Json["type"].Text());
        Assert.Equal("urn:audiences:kept-by-system", (await client.Delete($"/v1/audiences/{audience}")).Is(409).Json["type"].Text());
        (await client.Post("/v1/audiences", new JsonObject { ["name"] = "mine", ["kind"] = "lastImport", ["definition"] = shown["definition"]!.DeepClone() })).Is(409);
        (await client.Post("/v1/audiences", new JsonObject { ["name"] = "last people import", ["definition"] = shown["definition"]!.DeepClone() })).Is(409);
    }

    [Fact]
    public async Task An_import_never_turns_unsubscribed_back_but_by_a_newer_dated_opt_in()
    {
        const string Head = "Email Address,MEMBER_RATING,OPTIN_TIME\n";
        await client.Import("email,subscribed,unsubscribed at\nann@example.org,,2026-01-10T00:00:00Z\nbob@example.org,,2026-01-10T00:00:00Z\n");
        Assert.False((await client.Contact("email:ann@example.org"))["subscribed"]!.GetValue<bool>());
        await client.Import("email,subscribed\nann@example.org,true\n");
        await client.Import(Head + "ann@example.org,2,2026-01-09 00:00:00\nbob@example.org,2,2026-01-11 00:00:00\n");
        Assert.False((await client.Contact("email:ann@example.org"))["subscribed"]!.GetValue<bool>());
        Assert.True((await client.Contact("email:bob@example.org"))["subscribed"]!.GetValue<bool>());
    }

    [Fact]
    public async Task An_import_never_clears_and_a_read_key_may_only_look()
    {
        await client.Upsert(JsonNode.Parse("""{"email":"ann@example.org","firstName":"Ann","traits":{"plan":"free"}}""")!.AsObject());
        await client.Import("email,first name,plan,company\nann@example.org,,,Acme\n");
        var ann = await client.Contact("email:ann@example.org");
        Assert.Equal(("Ann", "free", "Acme", "api"), (ann["firstName"].Text(), ann["traits"]!["plan"].Text(), ann["company"].Text(), ann["origin"].Text()));
        var key = (await client.Post("/v1/keys", JsonNode.Parse("""{"name":"r","scopes":["read"]}"""))).Is(200, 201).Json["key"].Text();
        using var reader = server.Client(key);
        (await reader.Send([.. "email\nann@example.org\n"u8])).Is(403);
        Assert.Single(await reader.All("/v1/contact-imports"));
    }

    private async Task<List<string>> Ids(params string[] names)
    {
        var ids = new List<string>();
        foreach (var name in names) ids.Add((await client.Contact($"email:{name}@example.org"))["id"].Text());
        ids.Sort(StringComparer.Ordinal);
        return ids;
    }

    private async Task<List<string>> Members(string audience)
    {
        var ids = await client.MemberIds(audience);
        ids.Sort(StringComparer.Ordinal);
        return ids;
    }
}
