using System.Text.Json.Nodes;
using Tests.Support;

namespace Tests.Journeys;

/// <summary>Contacts made of conversations, and the rule that archives who is only ever in copy, over HTTP.</summary>
public sealed class ConversationTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    private ServerProcess server = null!;
    private AudiencesClient ann = null!;
    private AudiencesClient admin = null!;

    public async Task InitializeAsync()
    {
        server = await ServerProcess.Start();
        admin = server.Client();
        await admin.SetClock(Start);
        (ann, _) = await admin.Invite("member");
    }

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task Who_takes_part_becomes_a_contact_once_and_oneself_does_not()
    {
        var noted = await Told("email", Start, "Zoe Young <zoe@example.org>", ["ann@example.org"], ["yan@example.org"]);
        Assert.Equal(["direct True", "copied True"], noted["contacts"]!.AsArray().Select(contact => $"{contact!["as"].Text()} {contact["created"]}"), StringComparer.OrdinalIgnoreCase);
        Assert.Equal(["yan@example.org", "zoe@example.org"], await People("My People"));
        var zoe = (await ann.Get("/v1/contacts/email:zoe@example.org")).Is(200).Json;
        Assert.Equal(("Zoe", "Young", "conversation", "email"), (zoe["firstName"].Text(), zoe["lastName"].Text(), zoe["origin"].Text(), zoe["sources"]![0].Text()));
        Assert.Equal((false, false), (zoe["imported"]!.GetValue<bool>(), zoe["organized"]!.GetValue<bool>()));

        var again = await Told("email", Start, "Zoe Young <ZOE@example.org>", ["ann@example.org"], ["yan@example.org"]);
        Assert.All(again["contacts"]!.AsArray(), contact => Assert.False(contact!["created"]!.GetValue<bool>()));
        Assert.Equal(zoe["version"]!.ToJsonString(), (await ann.Get("/v1/contacts/email:zoe@example.org")).Is(200).Json["version"]!.ToJsonString());
    }

    [Fact]
    public async Task Who_was_only_in_copy_is_archived_at_the_instant_thirty_days_after_and_a_message_brings_him_back()
    {
        await Told("email", Start, "zoe@example.org", ["ann@example.org"], ["yan@example.org", "xen@example.org", "wim@example.org", "vic@example.org"]);
        (await ann.Put("/v1/contacts/email:xen@example.org/tags/kept", new JsonObject())).Is(200);
        await Told("call", Start.AddHours(2), "ann@example.org", ["wim@example.org"], []);
        // Once more in copy, earlier: the first counts, in whatever order they are told.
        await Told("meeting", Start.AddDays(-1), "zoe@example.org", [], ["vic@example.org"]);
        await admin.SetClock(Start.AddDays(29).AddMilliseconds(-1));
        Assert.Empty(await People("Archived People"));
        await admin.SetClock(Start.AddDays(29));
        Assert.Equal(["vic@example.org"], await People("Archived People"));
        await admin.SetClock(Start.AddDays(30).AddMilliseconds(-1));
        Assert.Equal(["vic@example.org"], await People("Archived People"));
        await server.Kill();
        await server.StartAgain();
        await admin.SetClock(Start.AddDays(30));
        Assert.Equal(["vic@example.org", "yan@example.org"], await People("Archived People"));
        Assert.Equal(["wim@example.org", "xen@example.org", "zoe@example.org"], await People("My People"));
        var yan = (await ann.Get("/v1/contacts/email:yan@example.org")).Is(200).Json["archived"]!;
        Assert.Equal(("2026-03-31T09:00:00.000Z", "rule:auto-archive", "auto"), (yan["at"].Text(), yan["by"].Text(), yan["reason"].Text()));
        Assert.Equal(["left archived 2026-03-30T09:00:00.000Z", "left archived 2026-03-31T09:00:00.000Z"], await Log("My People", "left"));

        // A tag alone leaves him where he is; a message brings him back, and he stays.
        await admin.SetClock(Start.AddDays(31));
        (await ann.Put("/v1/contacts/email:yan@example.org/tags/late", new JsonObject())).Is(200);
        Assert.Contains("yan@example.org", await People("Archived People"));
        await Told("email", Start.AddDays(31), "yan@example.org", ["ann@example.org"], []);
        Assert.Equal(["vic@example.org"], await People("Archived People"));
        Assert.Contains("entered unarchived 2026-04-01T09:00:00.000Z", await Log("My People", "entered"));
        var history = (await ann.Get("/v1/contacts/email:yan@example.org/archive-history")).Is(200).Json["items"]!.AsArray();
        Assert.Equal(["unarchived direct interaction", "archived auto"], history.Select(item => $"{item!["change"].Text()} {item["reason"].Text()}"));

        // Taken out by hand, the rule leaves him alone for ever.
        (await ann.Post("/v1/contacts/email:vic@example.org/unarchive")).Is(200);
        await Told("email", Start.AddDays(31), "zoe@example.org", [], ["vic@example.org"]);
        await admin.SetClock(Start.AddDays(90));
        Assert.Empty(await People("Archived People"));
    }

    [Fact]
    public async Task What_cannot_be_read_makes_nobody_and_shared_addresses_mean_all_who_have_them()
    {
        foreach (var (from, to, at) in new[] { ("nobody", "zoe@example.org", Start), ("zoe@example.org", "at@", Start), ("zoe@example.org", "yan@example.org", Start.AddHours(25)) })
            (await ann.Post("/v1/conversations", Body("email", at, from, [to], []))).Is(422);
        Assert.Empty(await People("My People"));
        foreach (var name in new[] { "a", "b" })
            await ann.Upsert(new() { ["externalId"] = name, ["email"] = "both@example.org" });
        var noted = await Told("email", Start, "both@example.org", ["ann@example.org"], []);
        Assert.Equal(2, noted["contacts"]!.AsArray().Count);
        Assert.Equal(2, (await People("My People")).Length);
    }

    [Fact]
    public async Task The_organisation_says_after_how_long_and_what_was_told_before_keeps_its_time()
    {
        await Told("email", Start, "zoe@example.org", [], ["yan@example.org"]);
        await Configured("10d");
        await Told("email", Start, "zoe@example.org", [], ["xen@example.org"]);
        await Configured("never");
        await Told("email", Start, "zoe@example.org", [], ["wim@example.org"]);
        await admin.SetClock(Start.AddDays(10));
        Assert.Equal(["xen@example.org"], await People("Archived People"));
        await admin.SetClock(Start.AddDays(400));
        Assert.Equal(["xen@example.org", "yan@example.org"], await People("Archived People"));
        var document = (await admin.Get("/v1/organisation/configuration")).Is(200).Json;
        document["autoArchive"] = "30m";
        (await admin.Put("/v1/organisation/configuration", document)).Is(422);
    }

    [Fact]
    public async Task Who_was_kept_from_the_archive_when_the_time_came_does_not_go_there_later()
    {
        await Told("email", Start, "zoe@example.org", [], ["yan@example.org", "xen@example.org"]);
        (await ann.Put("/v1/contacts/email:yan@example.org/tags/kept", new JsonObject())).Is(200);
        await admin.SetClock(Start.AddDays(40));
        Assert.Equal(["xen@example.org"], await People("Archived People"));
        (await ann.Delete("/v1/contacts/email:yan@example.org/tags/kept")).Is(200);
        Assert.Equal(["xen@example.org"], await People("Archived People"));
        await Told("email", Start.AddDays(40), "zoe@example.org", [], ["yan@example.org"]);
        await admin.SetClock(Start.AddDays(100));
        Assert.Equal(["xen@example.org"], await People("Archived People"));
    }

    [Fact]
    public async Task A_persons_archive_stays_though_a_message_comes_and_a_joined_contact_is_archived_only_if_both_were()
    {
        await Told("email", Start, "zoe@example.org", [], ["yan@example.org", "xen@example.org"]);
        await admin.SetClock(Start.AddDays(20));
        await Told("email", Start.AddDays(20), "zoe@example.org", [], ["wim@example.org"]);
        await admin.SetClock(Start.AddDays(35));
        Assert.Equal(["xen@example.org", "yan@example.org"], await People("Archived People"));
        (await ann.Post("/v1/contacts/email:yan@example.org/archive", new JsonObject { ["reason"] = "no" })).Is(200);
        await Told("email", Start.AddDays(35), "yan@example.org", ["ann@example.org"], []);
        (await ann.Post("/v1/contacts/email:xen@example.org/merge", new JsonObject { ["into"] = "email:wim@example.org" })).Is(200);
        Assert.Equal(["yan@example.org"], await People("Archived People"));
        await admin.SetClock(Start.AddDays(50));
        Assert.Equal(["wim@example.org", "yan@example.org"], await People("Archived People"));
    }

    private async Task Configured(string autoArchive)
    {
        var document = (await admin.Get("/v1/organisation/configuration")).Is(200).Json;
        document["autoArchive"] = autoArchive;
        (await admin.Put("/v1/organisation/configuration", document)).Is(200);
        Assert.Equal(autoArchive, (await admin.Get("/v1/organisation/configuration")).Is(200).Json["autoArchive"].Text());
    }

    private async Task<JsonNode> Told(string kind, DateTimeOffset at, string from, string[] to, string[] cc) =>
        (await ann.Post("/v1/conversations", Body(kind, at, from, to, cc))).Is(200).Json;

    private static JsonObject Body(string kind, DateTimeOffset at, string from, string[] to, string[] cc) => new()
    {
        ["kind"] = kind, ["id"] = Guid.NewGuid().ToString("N"), ["at"] = at.ToString("O"), ["from"] = from,
        ["to"] = new JsonArray([.. to.Select(text => (JsonNode)text)]), ["cc"] = new JsonArray([.. cc.Select(text => (JsonNode)text)]),
    };

    private async Task<string> IdOf(string name) => (await ann.All("/v1/audiences")).Single(audience => audience["name"].Text() == name)["id"].Text();

    private async Task<string[]> People(string audience) =>
        [.. (await ann.Get($"/v1/audiences/{await IdOf(audience)}/members?include=contact")).Is(200).Json["items"]!.AsArray()
            .Select(item => item!["contact"]!["email"].Text()).Order()];

    private async Task<string[]> Log(string audience, string change) =>
        [.. (await ann.Get($"/v1/audiences/{await IdOf(audience)}/changes?after=0&limit=1000")).Is(200).Json["items"]!.AsArray()
            .Select(item => $"{item!["change"].Text()} {item["cause"].Text()} {item["at"].Text()}").Where(line => line.StartsWith(change, StringComparison.Ordinal))];
}
