using System.Text.Json.Nodes;
using Tests.Support;

namespace Tests.Journeys;

/// <summary>
/// Two organisations, three users, one team, in twelve steps: Ann and Bob are in the first organisation and in its team, Nora is in the
/// other. After each step everybody's default and team audiences hold exactly whom they should.
/// </summary>
public sealed class OfficeTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private ServerProcess server = null!;
    private AudiencesClient admin = null!, ann = null!, bob = null!, nora = null!;
    private string team = "", annId = "", bobId = "";

    public async Task InitializeAsync()
    {
        server = await ServerProcess.Start();
        admin = server.Client();
        await admin.SetClock(Start);
        ((ann, annId), (bob, bobId)) = (await admin.Invite("member"), await admin.Invite("member"));
        var north = (await admin.Post("/v1/organisations", new JsonObject { ["name"] = "North", ["ownerEmail"] = "nora@example.org" })).Is(201).Json;
        (nora, _) = await admin.Accept(north["invitation"]!["token"].Text());
        team = (await admin.Post("/v1/teams", new JsonObject { ["name"] = "Sales" })).Is(201).Json["id"].Text();
        foreach (var user in new[] { annId, bobId })
            (await admin.Put($"/v1/teams/{team}/members/{user}", new JsonObject())).Is(200);
    }

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task Twelve_steps_of_two_offices()
    {
        // 1. Ann brings her people from a file.
        await ann.Import("external id,email,first name\namy,amy@example.org,Amy\nben,ben@example.org,Ben\ncat,cat@example.org,Cat\n");
        await Step(1,
            "Ann | Last People Import: amy ben cat | My People: amy ben cat",
            "Bob |",
            "Nora |");

        // 2. Nora's book may have the same people, who are others.
        await nora.Upsert(new() { ["externalId"] = "amy", ["email"] = "amy@example.org" });
        await Step(2,
            "Ann | Last People Import: amy ben cat | My People: amy ben cat",
            "Bob |",
            "Nora | My People: amy");

        // 3. Ann organises: a stage and a tag make them people of her focus.
        (await ann.Patch("/v1/contacts/externalId:amy", new JsonObject { ["stage"] = "Lead", ["segment"] = "Customers" })).Is(200);
        (await ann.Put("/v1/contacts/externalId:ben/tags/vip", new JsonObject())).Is(200);
        await Step(3,
            "Ann | Last People Import: amy ben cat | My Focus: amy ben | My People: amy ben cat",
            "Bob |",
            "Nora | My People: amy");

        // 4. She shares two of them with the team.
        foreach (var name in new[] { "amy", "ben" })
            (await ann.Put($"/v1/contacts/externalId:{name}/teams/{team}", new JsonObject())).Is(200);
        await Step(4,
            "Ann | Last People Import: amy ben cat | My Focus: amy ben | My People: amy ben cat | Shared: amy ben",
            "Bob | Shared: amy ben",
            "Nora | My People: amy");

        // 5. Bob has a person of his own, and shares her.
        await bob.Upsert(new() { ["externalId"] = "dee", ["tags"] = new JsonArray("vip") });
        (await bob.Put($"/v1/contacts/externalId:dee/teams/{team}", new JsonObject())).Is(200);
        await Step(5,
            "Ann | Last People Import: amy ben cat | My Focus: amy ben | My People: amy ben cat | Shared: amy ben dee",
            "Bob | My Focus: dee | My People: dee | Shared: amy ben dee",
            "Nora | My People: amy");

        // 6. Bob puts Ben away for the team: Ann has him still.
        (await bob.Post($"/v1/contacts/{await Id(ann, "ben")}/archive")).Is(200);
        await Step(6,
            "Ann | Archived: ben | Last People Import: amy ben cat | My Focus: amy ben | My People: amy ben cat | Shared: amy dee",
            "Bob | Archived: ben | My Focus: dee | My People: dee | Shared: amy dee",
            "Nora | My People: amy");

        // 7. Ann archives Amy in her own archive: the team does not see her either.
        (await ann.Post("/v1/contacts/externalId:amy/archive")).Is(200);
        await Step(7,
            "Ann | Archived: ben | Archived People: amy | Last People Import: ben cat | My Focus: ben | My People: ben cat | Shared: dee",
            "Bob | Archived: ben | My Focus: dee | My People: dee | Shared: dee",
            "Nora | My People: amy");

        // 8. Unarchived, Amy is back where she was.
        (await ann.Post("/v1/contacts/externalId:amy/unarchive")).Is(200);
        (await ann.Post($"/v1/contacts/{await Id(ann, "ben")}/unarchive?book=team:{team}")).Is(200);
        await Step(8,
            "Ann | Last People Import: amy ben cat | My Focus: amy ben | My People: amy ben cat | Shared: amy ben dee",
            "Bob | My Focus: dee | My People: dee | Shared: amy ben dee",
            "Nora | My People: amy");

        // 9. Lost, Amy is no longer in Ann's focus; family is nobody's but Ann's.
        (await ann.Patch("/v1/contacts/externalId:amy", new JsonObject { ["stage"] = "Lost" })).Is(200);
        (await ann.Patch("/v1/contacts/externalId:ben", new JsonObject { ["segment"] = "Family" })).Is(200);
        await Step(9,
            "Ann | Last People Import: amy ben cat | My Focus: ben | My People: amy ben cat | Shared: amy dee",
            "Bob | My Focus: dee | My People: dee | Shared: amy dee",
            "Nora | My People: amy");

        // 10. A conversation makes Eli, only in copy, and a month later he is archived; a second file is the last import now.
        (await bob.Post("/v1/conversations", new JsonObject
        {
            ["kind"] = "email", ["id"] = "c1", ["at"] = Start.ToString("O"), ["from"] = "dee@example.org", ["to"] = new JsonArray("fay@example.org"), ["cc"] = new JsonArray("eli@example.org"),
        })).Is(200);
        await ann.Import("external id,email\ncat,cat@example.org\n");
        await admin.SetClock(Start.AddDays(30));
        await Step(10,
            "Ann | Last People Import: cat | My Focus: ben | My People: amy ben cat | Shared: amy dee",
            "Bob | Archived People: eli@example.org | My Focus: dee | My People: dee dee@example.org fay@example.org | Shared: amy dee",
            "Nora | My People: amy");

        // 11. Bob leaves the team: what was shared with it stays shared, and he sees none of it.
        (await admin.Delete($"/v1/teams/{team}/members/{bobId}")).Is(200);
        await Step(11,
            "Ann | Last People Import: cat | My Focus: ben | My People: amy ben cat | Shared: amy dee",
            "Bob | Archived People: eli@example.org | My Focus: dee | My People: dee dee@example.org fay@example.org",
            "Nora | My People: amy");

        // 12. Bob leaves the office, and his people become Ann's; then the power fails.
        (await admin.Patch($"/v1/users/{bobId}", new JsonObject { ["disabled"] = true })).Is(200);
        (await admin.Post($"/v1/users/{bobId}/transfer", new JsonObject { ["to"] = annId })).Is(200);
        await server.Kill();
        await server.StartAgain();
        (await bob.Get("/v1/me")).Is(401);
        Assert.Equal(["dee", "dee@example.org", "eli@example.org", "fay@example.org"], await Names(ann, $"/v1/contacts?book=user:{bobId}"));
        Assert.Equal(
            "Ann | Last People Import: cat | My Focus: ben | My People: amy ben cat | Shared: amy dee\nNora | My People: amy",
            $"{await Shown("Ann", ann)}\n{await Shown("Nora", nora)}");
    }

    private async Task Step(int number, params string[] expected) => Assert.Equal(
        $"{number}.\n{string.Join('\n', expected)}",
        $"{number}.\n{await Shown("Ann", ann)}\n{await Shown("Bob", bob)}\n{await Shown("Nora", nora)}");

    private static async Task<string> Shown(string name, AudiencesClient who)
    {
        var shown = new List<string> { name };
        foreach (var audience in (await Counted(who)).OrderBy(audience => audience["name"].Text(), StringComparer.Ordinal))
            if (await Names(who, $"/v1/contacts?audience={audience["id"].Text()}") is { Length: > 0 } members)
            {
                shown.Add($"{audience["name"].Text()}: {string.Join(' ', members)}");
                Assert.Equal(members.Length, audience["size"]!["count"]!.GetValue<int>());
            }
        return shown.Count == 1 ? $"{name} |" : string.Join(" | ", shown);
    }

    /// <summary>The audiences once each of them is counted: one that is being built for the first time is pending.</summary>
    private static async Task<IReadOnlyList<JsonNode>> Counted(AudiencesClient who)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (var attempts = 0; ; attempts++)
        {
            var audiences = await who.All("/v1/audiences");
            if (audiences.All(audience => audience["size"]!["state"].Text() == "exact"))
                return audiences;
            Assert.True(attempts < 600, $"Pending still: {string.Join(", ", audiences.Select(audience => audience.ToJsonString()))}");
            await timer.WaitForNextTickAsync();
        }
    }

    private static async Task<string[]> Names(AudiencesClient who, string contacts) =>
        [.. (await who.All(contacts)).Select(contact => contact["externalId"]?.Text() ?? contact["email"].Text()).Order(StringComparer.Ordinal)];

    private static async Task<string> Id(AudiencesClient who, string name) => (await who.Get($"/v1/contacts/externalId:{name}")).Is(200).Json["id"].Text();
}
