using System.Text.Json.Nodes;
using Tests.Support;

namespace Tests.Journeys.Shares;

/// <summary>Sharing an audience with its contacts, over HTTP, from the first preview to the end.</summary>
public sealed class ShareTests : IAsyncLifetime
{
    private ShareStory story = null!;

    public async Task InitializeAsync() => story = await ShareStory.Start();

    public async Task DisposeAsync() => await story.DisposeAsync();

    private static JsonObject Buyer(string name, bool? subscribed = true) => new()
    {
        ["email"] = $"{name}@example.org", ["firstName"] = name, ["tags"] = new JsonArray("buyer", "secret"), ["subscribed"] = subscribed,
        ["preferences"] = new JsonObject { ["bedrooms"] = 3 }, ["stage"] = "Lead",
    };

    [Fact]
    public async Task Subscribed_contacts_cross_with_preferences_and_one_tag_and_what_the_recipient_wrote_stays()
    {
        var (ann, bob) = (story.Ann, story.Bob);
        foreach (var name in (string[])["ida", "jon", "kim"]) await ann.Upsert(Buyer(name));
        await ann.Upsert(Buyer("lea", subscribed: false));
        await ann.Upsert(Buyer("max", subscribed: null));
        await bob.Upsert(new() { ["email"] = "IDA@example.org", ["firstName"] = "Ida of Bob", ["stage"] = "Active", ["tags"] = new JsonArray("buyers", "mine") });
        var audience = await story.Audience("buyer");

        (await ann.Get($"/v1/audiences/{audience}/share")).Is(404);
        var preview = (await ann.Post($"/v1/audiences/{audience}/share/preview", new JsonObject { ["recipients"] = new JsonArray($"user:{story.BobId}") })).Is(200).Json;
        Assert.Equal((1, 3, 1, 1), (ShareStory.Number(preview["users"]), ShareStory.Number(preview["contacts"]), ShareStory.Number(preview["skipped"]!["unsubscribed"]), ShareStory.Number(preview["skipped"]!["consentUnknown"])));
        Assert.Equal("""{"added":2,"updated":1,"unchanged":0,"removed":0,"suppressed":0}""", preview["perUser"]![0]!["counts"]!.ToJsonString());
        Assert.True(await ShareStory.HasNone(bob));

        var share = await story.Share(audience, $"user:{story.BobId}");
        Assert.Equal(preview["perUser"]![0]!["counts"]!.ToJsonString(), share["perUser"]![0]!["counts"]!.ToJsonString());
        Assert.Equal(["IDA@example.org", "jon@example.org", "kim@example.org"], await ShareStory.Received(bob));
        var ida = await bob.Contact("email:ida@example.org");
        Assert.Equal(("Ida of Bob", "Active", null), (ida["firstName"].Text(), ida["stage"].Text(), ida["subscribed"]));
        // The tag of that name was his own.
        Assert.Equal(["buyers", "mine"], ida["tags"]!.AsArray().Select(tag => tag.Text()));
        Assert.Equal(3, ShareStory.Number(ida["preferences"]!["bedrooms"]));
        var jon = await bob.Contact("email:jon@example.org");
        Assert.Equal(("jon", null, "share", true), (jon["firstName"].Text(), jon["stage"], jon["origin"].Text(), jon["subscribed"]!.GetValue<bool>()));
        Assert.Equal(["Buyers"], jon["tags"]!.AsArray().Select(tag => tag.Text()));
        Assert.Equal(story.AnnId, jon["shared"]![0]!["from"].Text());
    }

    [Fact]
    public async Task A_sync_is_confirmed_for_what_was_shown_and_takes_along_what_has_changed_since()
    {
        var (ann, bob) = (story.Ann, story.Bob);
        foreach (var name in (string[])["ida", "jon", "kim", "lou"]) await ann.Upsert(Buyer(name));
        var audience = await story.Audience("buyer");
        await story.Share(audience, $"user:{story.BobId}", $"user:{story.NoraId}");

        var shown = await story.Preview(audience);
        Assert.Equal((2, 0), (ShareStory.Number(shown["users"]), ShareStory.Number(shown["perUser"]![0]!["counts"]!["updated"])));
        await ann.Patch("/v1/contacts/email:ida@example.org", new JsonObject { ["firstName"] = "Ida", ["company"] = "Works" });
        (await ann.Post($"/v1/audiences/{audience}/share/sync", new JsonObject { ["preview"] = shown["preview"].Text() })).Is(409);
        await bob.Patch("/v1/contacts/email:ida@example.org", new JsonObject { ["firstName"] = "Ida of Bob" });
        await ann.Patch("/v1/contacts/email:jon@example.org", new JsonObject { ["subscribed"] = false });
        await ann.Post("/v1/contacts/email:kim@example.org/archive");
        await ann.Delete("/v1/contacts/email:lou@example.org");
        await ann.Upsert(Buyer("mia"));

        var preview = await story.Preview(audience);
        Assert.All(preview["perUser"]!.AsArray(), user => Assert.Equal("""{"added":1,"updated":1,"unchanged":0,"removed":3,"suppressed":0}""", user!["counts"]!.ToJsonString()));
        await story.Sync(audience);
        Assert.Equal(["ida@example.org", "mia@example.org"], await ShareStory.Received(bob));
        Assert.Equal(["ida@example.org", "mia@example.org"], await ShareStory.Received(story.Nora));
        var ida = await bob.Contact("email:ida@example.org");
        Assert.Equal(("Ida of Bob", "Works"), (ida["firstName"].Text(), ida["company"].Text()));
        foreach (var gone in (string[])["jon", "kim", "lou"])
        {
            var kept = await bob.Contact($"email:{gone}@example.org");
            Assert.Equal((0, true), (kept["tags"]!.AsArray().Count, kept["subscribed"]!.GetValue<bool>()));
        }
        var again = await story.Preview(audience);
        Assert.All(again["perUser"]!.AsArray(), user => Assert.Equal(0, ShareStory.Number(user!["counts"]!["unchanged"]) + ShareStory.Number(user["counts"]!["updated"])));
    }

    [Fact]
    public async Task A_received_audience_is_called_as_it_is_at_the_source_even_when_only_a_number_goes()
    {
        var (ann, bob) = (story.Ann, story.Bob);
        await ann.Upsert(Buyer("ida"));
        await bob.CreateActive("Clients", """{"match":"all","conditions":[{"field":"email","op":"exists"}]}""");
        var audience = await story.Audience("buyer", "Buyers 2024");
        await story.Share(audience, $"user:{story.BobId}");
        Assert.Equal(["ida@example.org"], await ShareStory.Received(bob, "Buyers 2024"));
        foreach (var (name, at) in ((string, string)[])[("Buyers", "Buyers"), ("Clients", "Clients 2"), ("Buyers 2024", "Buyers 2024")])
        {
            (await ann.Put($"/v1/audiences/{audience}", JsonNode.Parse($$$"""{"name":"{{{name}}}","definition":{"match":"all","conditions":[{"field":"tag","op":"equals","value":"buyer"}]}}""")!)).Is(200);
            await story.Sync(audience);
            Assert.Equal(["ida@example.org"], await ShareStory.Received(bob, at));
            Assert.Equal([name], (await bob.Contact("email:ida@example.org"))["tags"]!.AsArray().Select(tag => tag.Text()));
        }
    }

    [Fact]
    public async Task Who_leaves_keeps_the_contacts_and_is_not_synced_again_and_an_ended_share_leaves_nothing_but_contacts()
    {
        var (ann, bob, nora) = (story.Ann, story.Bob, story.Nora);
        await ann.Upsert(Buyer("ida"));
        var audience = await story.Audience("buyer");
        await story.Share(audience, $"user:{story.BobId}", $"user:{story.NoraId}");
        var received = (await bob.All("/v1/audiences?kind=shared")).Single()["id"].Text();
        Assert.Equal("urn:audiences:kept-by-share", (await bob.Delete($"/v1/audiences/{received}")).Is(409).Json["type"].Text());
        (await nora.Post($"/v1/audiences/{received}/leave")).Is(404);
        (await bob.Post($"/v1/audiences/{received}/leave")).Is(202);
        await story.Until(async () => await ShareStory.HasNone(bob), "Bob left, and has the audience still.");
        Assert.Empty((await bob.Contact("email:ida@example.org"))["tags"]!.AsArray());
        await ann.Upsert(Buyer("jon"));
        await story.Share(audience, $"user:{story.BobId}", $"user:{story.NoraId}");
        Assert.True(await ShareStory.HasNone(bob));
        Assert.Equal(["ida@example.org", "jon@example.org"], await ShareStory.Received(nora));

        Assert.Equal("urn:audiences:audience-shared", (await ann.Delete($"/v1/audiences/{audience}")).Is(409).Json["type"].Text());
        (await ann.Delete($"/v1/audiences/{audience}/share")).Is(202);
        await story.Until(async () => await ShareStory.HasNone(nora), "The share has ended, and Nora has the audience still.");
        Assert.Empty((await nora.Contact("email:jon@example.org"))["tags"]!.AsArray());
        await story.Until(async () => (int)(await ann.Get($"/v1/audiences/{audience}/share")).Status == 404, "The share has ended, and is there still.");
        await story.Share(audience, $"user:{story.BobId}");
        Assert.Equal(["ida@example.org", "jon@example.org"], await ShareStory.Received(bob));
        Assert.Equal(2, (await bob.All("/v1/contacts")).Count);
    }
}
