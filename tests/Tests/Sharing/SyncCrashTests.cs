using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Tests.Plugins.Webhook;
using Tests.Support;

namespace Tests.Sharing;

/// <summary>
/// kill -9 of the real server while it tells the real webhook connector's receiver of changes, which loses answers and refuses besides.
/// <c>AUDIENCES_CRASHES</c> asks for more than five.
/// </summary>
public sealed class SyncCrashTests
{
    private const int People = 200;

    private const string Definition = """{ "match": "all", "conditions": [ { "field": "trait.plan", "op": "equals", "value": "gold" } ] }""";

    private static int Crashes => int.TryParse(Environment.GetEnvironmentVariable("AUDIENCES_CRASHES"), CultureInfo.InvariantCulture, out var asked) ? asked : 5;

    [Fact]
    public async Task However_often_it_is_killed_the_receiver_ends_with_the_audience()
    {
        using var plugins = ShippedPlugins.Webhook();
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var server = await ServerProcess.Start(new ServerOptions { ManualClock = false, Settings = plugins.Settings });
        using var client = server.Client();
        var (random, mood) = (new Random(4711), new Random(4712));
        receiver.Refuse = (_, response) =>
        {
            // A sync makes one call at a time.
            if (mood.Next(8) == 0) receiver.LoseNextAnswer();
            if (mood.Next(8) != 0) return false;
            response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return true;
        };
        await Change(client, random, [.. Enumerable.Range(0, People)]);
        var audience = await client.CreateActive("Gold", Definition);
        var sync = await Sync(client, audience, receiver.Address);
        for (var crash = 0; crash < Crashes; crash++)
        {
            var told = receiver.Deliveries.Count;
            // Every other time in the middle of a call that is not taken.
            var stalled = crash % 2 == 0 ? receiver.StallNextCall() : null;
            var changing = Change(client, random, [.. Enumerable.Range(0, 40).Select(_ => random.Next(People))]);
            await Until(() => stalled?.IsCompleted ?? receiver.Deliveries.Count > told + (crash % 3), () => $"nothing was sent before crash {crash}");
            await server.Kill();
            await changing.ContinueWith(_ => { }, TaskScheduler.Default);
            await server.StartAgain();
        }
        receiver.Refuse = null;
        (await client.Post($"/v1/syncs/{sync}/resume", new JsonObject())).Is(200);
        var key = (await client.Get($"/v1/audiences/{audience}")).Is(200).Json["key"].Text();
        var members = (await client.MemberIds(audience)).Order(StringComparer.Ordinal).ToList();
        await Until(
            () => receiver.Set(key).SequenceEqual(members),
            () => $"the receiver has {receiver.Set(key).Except(members).Count()} too many, and lacks {members.Except(receiver.Set(key)).Count()} of {members.Count}");
        Assert.InRange(members.Count, 1, People - 1);
        while ((await client.Get($"/v1/syncs/{sync}")).Is(200).Json["status"].Text() != "synced") await Task.Yield();
    }

    private static async Task Change(AudiencesClient client, Random random, int[] whom)
    {
        foreach (var person in whom)
        {
            var plan = random.Next(2) == 0 ? "gold" : "free";
            await client.Upsert(new() { ["externalId"] = $"p{person}", ["traits"] = new JsonObject { ["plan"] = plan } });
        }
    }

    private static async Task<string> Sync(AudiencesClient client, string audience, Uri receiver)
    {
        var connection = (await client.Post("/v1/connectors", new JsonObject
        {
            ["connector"] = "webhook", ["name"] = "Receiver",
            ["settings"] = new JsonObject { ["address"] = receiver.ToString(), ["secrets"] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqr" },
        })).Is(201).Json["id"].Text();
        return (await client.Post("/v1/syncs", new JsonObject { ["audience"] = audience, ["connection"] = connection })).Is(201).Json["id"].Text();
    }

    private static async Task Until(Func<bool> isSo, Func<string> otherwise)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!isSo())
        {
            Assert.False(limit.IsCancellationRequested, limit.IsCancellationRequested ? otherwise() : "");
            await Task.Delay(20);
        }
    }
}
