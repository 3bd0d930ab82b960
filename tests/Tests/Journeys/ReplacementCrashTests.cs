using System.Text.Json.Nodes;
using Tests.Support;

namespace Tests.Journeys;

/// <summary>A stage that is taken out is replaced on everybody who had it, though the process was killed while it was.</summary>
public sealed class ReplacementCrashTests
{
    private const string Path = "/v1/organisation/configuration";
    private const int People = 12_000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Kill_9_while_a_stage_is_replaced_leaves_nobody_behind_and_announces_nobody()
    {
        await using var server = await ServerProcess.Start();
        using var client = server.Client();
        await client.SetClock(SharedServer.Now);
        var document = (JsonObject)(await client.Get(Path)).Is(200).Json;
        document["stages"]!.AsArray().Add("Hot");
        (await client.Put(Path, document.DeepClone())).Is(200);
        var ended = await client.Import("externalId,stage\n" + string.Concat(Enumerable.Range(0, People).Select(person => $"p{person},{(person % 4 == 0 ? "Lead" : "hot")}\n")));
        Assert.Equal((People, 0, 0), ended.Counts());
        var hot = await client.CreateActive("Hot", Where("in", "[\"Hot\", \"Warmish\"]"));
        var active = await client.CreateActive("Active", Where("equals", "\"Active\""));
        Assert.Equal(People / 4 * 3, (await client.MemberIds(hot)).Count);
        var before = await Announced(client, hot);

        document["stages"]!.AsArray().RemoveAt(5);
        document["replacements"] = """{ "stages": { "Hot": "Active" } }""".Json();
        var asked = client.Put(Path, document);
        await Moved(client, active, 500);
        await server.Kill();
        // The answer never came.
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => asked);
        await server.StartAgain();

        Assert.Equal("Active", (await client.Upsert("""{ "externalId": "p1", "stage": "HOT" }""".Json()))["stage"].Text());
        await Moved(client, active, People / 4 * 3);
        await Finished(client);
        Assert.Equal(People / 4 * 3, (await client.MemberIds(hot)).Count);
        Assert.Equal(before, await Announced(client, hot));
        Assert.Equal(0, await Count(client, Where("equals", "\"Hot\"")));
        foreach (var audience in new[] { hot, active })
            Assert.Empty((await client.Post($"/v1/audiences/{audience}/verify")).Is(200).Json["wrong"]!.AsArray());
        Assert.Equal("""["Active","Warmish"]""", (await client.Get($"/v1/audiences/{hot}")).Is(200).Json["definition"]!["conditions"]![0]!["value"]!.ToJsonString());
    }

    private static async Task Moved(AudiencesClient client, string audience, int least) => await Until(
        async () => (await client.Get($"/v1/audiences/{audience}")).Is(200).Json, shown => shown["size"]!["count"]?.GetValue<int>() >= least, $"{least} are moved");

    private static Task Finished(AudiencesClient client) =>
        Until(async () => (await client.Get(Path)).Is(200).Json, shown => shown["replacing"] is null, "nothing is being replaced");

    private static async Task Until(Func<Task<JsonNode>> ask, Func<JsonNode, bool> isSo, string what)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        var until = DateTimeOffset.UtcNow + Limit;
        while (await ask() is var shown && !isSo(shown))
        {
            Assert.True(DateTimeOffset.UtcNow < until, $"{what}: not within {Limit.TotalSeconds} s, {shown.ToJsonString()}");
            await timer.WaitForNextTickAsync();
        }
    }

    private static async Task<int> Announced(AudiencesClient client, string audience) => (await client.All($"/v1/audiences/{audience}/changes")).Count;

    private static async Task<int> Count(AudiencesClient client, string definition) =>
        (await client.Post("/v1/audiences/preview", new JsonObject { ["definition"] = JsonNode.Parse(definition) })).Is(200).Json["count"]!.GetValue<int>();

    private static string Where(string op, string value) =>
        $$"""{ "match": "all", "conditions": [ { "field": "stage", "op": "{{op}}", "value": {{value}} } ] }""";
}
