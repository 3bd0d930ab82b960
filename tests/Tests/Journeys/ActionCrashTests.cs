using System.Text;
using Tests.Support;

namespace Tests.Journeys;

/// <summary>An action on many contacts goes on after its process was killed, and each contact is reached once.</summary>
public sealed class ActionCrashTests
{
    private const int People = 8_000;
    private const string Everybody = """{ "match": "all", "conditions": [ { "field": "email", "op": "exists" } ] }""";

    [Fact]
    public async Task Kill_9_in_the_middle_of_an_action_leaves_nobody_out_and_reaches_nobody_twice()
    {
        await using var server = await ServerProcess.Start();
        using var client = await Filled(server);
        var tagged = await client.CreateActive("Tagged", """{ "match": "all", "conditions": [ { "field": "tag", "op": "equals", "value": "vip" } ] }""");
        var job = (await client.Act($$"""{ "definition": {{Everybody}}, "do": "tag", "value": "vip" }""")).Is(202).Json["id"].Text();
        foreach (var after in new[] { 0, 1_500 })
        {
            await WaitUntilInsideAChunk(client, job, tagged, after);
            await server.Kill();
            await server.StartAgain();
        }
        await WaitUntilInsideAChunk(client, job, tagged, 3_000);
        Assert.Equal(0, await server.Stop());
        await server.StartAgain();
        await client.Upsert(new() { ["externalId"] = "late", ["email"] = "late@example.org" });

        var done = await client.JobEnded(job);

        Assert.Equal(("done", People, People, 0), (done["status"].Text(), done["done"]!.GetValue<int>(), done["total"]!.GetValue<int>(), done["errorCount"]!.GetValue<int>()));
        var members = await client.MemberIds(tagged);
        Assert.Equal(People, members.Count);
        var changes = await Changes(client, tagged);
        Assert.All(changes, change => Assert.Equal("entered", change.What));
        Assert.Equal(members.Order(), changes.Select(change => change.Contact).Order());
        Assert.Empty((await client.Post($"/v1/audiences/{tagged}/verify")).Is(200).Json["wrong"]!.AsArray());
        Assert.DoesNotContain("vip", (await client.Contact("externalId:late"))["tags"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_action_ends_at_its_next_chunk_what_is_done_stays_and_the_next_in_line_begins()
    {
        await using var server = await ServerProcess.Start();
        using var client = await Filled(server);
        var job = (await client.Act($$"""{ "definition": {{Everybody}}, "do": "tag", "value": "vip" }""")).Is(202).Json["id"].Text();
        var waiting = (await client.Act("""{ "ids": ["email:p1@example.org"], "do": "stage", "value": "Lead" }""")).Is(202).Json["id"].Text();
        await client.JobUntil(job, shown => shown["done"]!.GetValue<int>() > 0);
        Assert.Equal("queued", (await client.Get($"/v1/jobs/{waiting}")).Is(200).Json["status"].Text());
        (await client.Delete($"/v1/jobs/{job}")).Is(202);

        var cancelled = await client.JobEnded(job);

        Assert.Equal("cancelled", cancelled["status"].Text());
        Assert.InRange(cancelled["done"]!.GetValue<int>(), 1, People - 1);
        Assert.Equal("done", (await client.JobEnded(waiting))["status"].Text());
        var preview = (await client.Post("/v1/audiences/preview", """{ "definition": { "match": "all", "conditions": [ { "field": "tag", "op": "equals", "value": "vip" } ] } }""".Json())).Is(200).Json;
        Assert.Equal(cancelled["done"]!.GetValue<int>(), preview["count"]!.GetValue<int>());
    }

    private static async Task<AudiencesClient> Filled(ServerProcess server)
    {
        var client = server.Client();
        var file = new StringBuilder("Email\n");
        for (var number = 0; number < People; number++) file.Append("p").Append(number).Append("@example.org\n");
        Assert.Equal((People, 0, 0), (await client.Import(Encoding.UTF8.GetBytes(file.ToString()))).Counts());
        return client;
    }

    /// <summary>Contacts of a chunk are done, and the chunk is not counted.</summary>
    private static async Task WaitUntilInsideAChunk(AudiencesClient client, string job, string tagged, int after)
    {
        var shown = await client.JobUntil(job, shown => shown["done"]!.GetValue<int>() >= after);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while ((await client.Get($"/v1/audiences/{tagged}")).Is(200).Json["size"]!["count"]!.GetValue<int>() < shown["done"]!.GetValue<int>() + 20)
        {
            Assert.Null((await client.Get($"/v1/jobs/{job}")).Is(200).Json["endedAt"]);
            await timer.WaitForNextTickAsync();
        }
        Assert.Null((await client.Get($"/v1/jobs/{job}")).Is(200).Json["endedAt"]);
    }

    private static async Task<List<(string Contact, string What)>> Changes(AudiencesClient client, string audience)
    {
        var (changes, place) = (new List<(string, string)>(), "0");
        while (true)
        {
            var page = (await client.Get($"/v1/audiences/{audience}/changes?limit=1000&after={place}")).Is(200).Json;
            if (page["items"]!.AsArray().Count == 0) return changes;
            changes.AddRange(page["items"]!.AsArray().Select(item => (item!["contactId"].Text(), item["change"].Text())));
            place = page["last"].Text();
        }
    }
}
