using System.Text;
using System.Text.Json.Nodes;
using Tests.Support;

namespace Tests.Plugins.CrmImport;

/// <summary>A real address book, through the real plugin, into the real process.</summary>
public class PullJourneyTests
{
    [FactNeeding(Needs.AddressBook)]
    public async Task An_address_book_is_pulled_and_later_what_has_changed_in_it()
    {
        await using var radicale = await Radicale.StartAsync();
        using var plugins = new ShippedPlugins("inProcess", ("crm-import", "Plugins.CrmImport"));
        await using var server = await ServerProcess.Start(new() { Settings = plugins.Settings });
        using var client = server.Client();
        for (var card = 0; card < 12; card++) await radicale.PutAsync($"card{card}.vcf", $"Last{card}", $"EMAIL:p{card}@example.org", "CATEGORIES:friends");
        await radicale.PutAsync("bad.vcf", "Bad", "EMAIL:nobody");
        var settings = radicale.Settings;
        var connection = (await client.Post("/v1/connectors", new JsonObject
        {
            ["connector"] = "carddav", ["name"] = "Friends",
            ["settings"] = new JsonObject { ["address"] = settings.Address.ToString(), ["userName"] = settings.UserName, ["password"] = "s3cret" },
        })).Is(201).Json["id"].Text();

        var first = await Pull(client, connection);
        Assert.Equal(("done", (12, 0, 1)), (first["status"].Text(), first.Counts()));
        var contact = (await client.Get("/v1/contacts/email:p3@example.org")).Is(200).Json;
        Assert.Equal(("Last3", "addressBook", "carddav", "Friends", "friends"), (contact["lastName"].Text(), contact["origin"].Text(), contact["sources"]![0].Text(), contact["accounts"]![0].Text(), contact["tags"]![0].Text()));
        Assert.Equal(12, (await client.MemberIds(await client.LastPeopleImport(first["id"].Text()))).Count);

        await radicale.PutAsync("card3.vcf", "Changed", "EMAIL:p3@example.org");
        await radicale.DeleteAsync("card4.vcf");
        var second = await Pull(client, connection);
        Assert.Equal((0, 2, 0), second.Counts());
        Assert.Equal("Changed", (await client.Get("/v1/contacts/email:p3@example.org")).Is(200).Json["lastName"].Text());
        Assert.Empty((await client.Get("/v1/contacts/email:p4@example.org")).Is(200).Json["accounts"]!.AsArray());

        (await client.Send(HttpMethod.Patch, $"/v1/connectors/{connection}", "{\"settings\":{\"password\":\"wrong\"}}"u8.ToArray(), ("Content-Type", "application/json"))).Is(200);
        var third = await Pull(client, connection);
        Assert.Equal("failed", third["status"].Text());
        Assert.Contains("does not let this connection in", third["failure"].Text(), StringComparison.Ordinal);

        (await client.Post($"/v1/contact-imports/{first["id"].Text()}/undo", new JsonObject())).Is(202);
        var undone = await client.Until(first["id"].Text(), shown => shown["status"].Text() == "undone");
        Assert.Equal((10, 2), (undone["undo"]!["erased"]!.GetValue<int>(), undone["undo"]!["reverted"]!.GetValue<int>() + undone["undo"]!["left"]!.GetValue<int>()));
        (await client.Post("/v1/contact-imports", new JsonObject { ["connection"] = connection, ["fulll"] = true })).Is(422);
        var writer = (await client.Post("/v1/keys", new JsonObject { ["name"] = "writer", ["scopes"] = new JsonArray("write") })).Is(201).Json["key"].Text();
        var refused = await client.Send(
            HttpMethod.Post, "/v1/contact-imports", Encoding.UTF8.GetBytes($$"""{"connection":"{{connection}}"}"""),
            ("Authorization", $"Bearer {writer}"), ("Content-Type", "application/json"));
        Assert.Equal("urn:audiences:missing-scope", refused.Is(403).Json["type"].Text());
    }

    private static async Task<JsonNode> Pull(AudiencesClient client, string connection)
    {
        var started = (await client.Post("/v1/contact-imports", new JsonObject { ["connection"] = connection })).Is(202).Json;
        Assert.Equal(connection, started["connection"].Text());
        return await client.Ended(started["id"].Text());
    }
}
