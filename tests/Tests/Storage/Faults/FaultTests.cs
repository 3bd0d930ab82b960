using System.Globalization;
using System.Net;
using System.Text.Json;
using Host.Storage;
using Microsoft.Extensions.DependencyInjection;
using Tests.Support;

namespace Tests.Storage.Faults;

/// <summary>
/// A life of two people through HTTP, in which the first, then the second, then the third … operation of the database fails, until none does. Who gets no 2xx
/// sends again; at the end everything is there once. <c>FAULTS_EVERY=1</c> tries each operation, otherwise about every third.
/// </summary>
public sealed class FaultTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static int Every => int.TryParse(Environment.GetEnvironmentVariable("FAULTS_EVERY"), CultureInfo.InvariantCulture, out var asked) ? asked : 3;

    [Fact]
    public async Task Whatever_operation_fails_nothing_acknowledged_is_lost_or_doubled()
    {
        var plan = new FaultPlan();
        var folder = Directory.CreateTempSubdirectory("audiences-faults-").FullName;
        await using var server = await RunningServer.StartOn(folder, services => services.AddSingleton<Database>(_ => new FaultyDatabase(folder, plan)));
        var (gold, buyers) = (await Audience(server, "gold", """{"field":"trait.plan","op":"equals","value":"gold"}"""),
            await Audience(server, "buyers", """{"field":"event.bought","op":"performed","atLeast":2}"""));
        var fired = new HashSet<string>();
        var lives = new List<int>();
        // Three and four in turn: a transaction of a number of operations that three divides would else fail at the same ones each time.
        for (var n = 1; ; n += Every == 1 ? 1 : Every + (lives.Count % 2))
        {
            plan.Arm(n);
            if (await Fails(n) is not { } what) break;
            fired.Add(what);
        }
        // Those that every transaction has, if none of them was among the others.
        foreach (var must in new[] { "begin", "before commit", "after commit" }.Except(fired).ToArray())
        {
            plan.Arm(must);
            Assert.Equal(must, await Fails(lives[^1] + 1));
        }
        Assert.True(lives.Count > 20, $"Only {lives.Count} operations failed: {string.Join("; ", fired)}");
        await EachLogIsItsMembers(server, gold, buyers);
        await server.Stop();

        await using var again = await RunningServer.StartOn(Copy(folder));
        foreach (var n in lives) await Check(again, n, gold, buyers, "a restart after all");
        await EachLogIsItsMembers(again, gold, buyers);

        async Task<string?> Fails(int n)
        {
            await Live(server, n);
            lives.Add(n);
            var what = plan.Fired;
            plan.Disarm();
            await Check(server, n, gold, buyers, what);
            return what;
        }
    }

    private static async Task Live(RunningServer server, int n)
    {
        await Insist(server, HttpMethod.Post, "/v1/contacts", $$$"""{"externalId":"ann{{{n}}}","email":"ann{{{n}}}@example.org","traits":{"plan":"free"}}""");
        await Insist(server, HttpMethod.Post, "/v1/batch", $$$"""{"batch":[{{{Bought($"ann{n}", 1)}}},{{{Bought($"bob{n}", 1)}}},{{{Bought($"ann{n}", 2)}}}]}""");
        await Insist(server, HttpMethod.Post, "/v1/identify", $$$"""{"userId":"bob{{{n}}}","messageId":"i{{{n}}}","traits":{"plan":"gold"}}""");
        await Insist(server, HttpMethod.Patch, $"/v1/contacts/externalId:ann{n}", """{"traits":{"plan":"gold"},"tags":["vip"]}""");
        await Insist(server, HttpMethod.Post, "/v1/contacts", $$"""{"externalId":"cid{{n}}"}""");
        await Insist(server, HttpMethod.Delete, $"/v1/contacts/externalId:cid{n}", null, HttpStatusCode.NotFound);
    }

    private static async Task Check(RunningServer server, int n, string gold, string buyers, string? what)
    {
        var ann = (await Insist(server, HttpMethod.Get, $"/v1/contacts/externalId:ann{n}", null)).GetProperty("id").GetString()!;
        var bob = (await Insist(server, HttpMethod.Get, $"/v1/contacts/externalId:bob{n}", null)).GetProperty("id").GetString()!;
        Assert.Equal((2, 1), (await Events(server, ann), await Events(server, bob)));
        Assert.Equal(HttpStatusCode.NotFound, (await server.Send(HttpMethod.Get, $"/v1/contacts/externalId:cid{n}")).Status);
        var found = (await server.Send(HttpMethod.Get, $"/v1/contacts?q=ann{n}@example.org")).Body.GetProperty("items").GetArrayLength();
        var shown = (await Is(server, gold, ann), await Is(server, gold, bob), await Is(server, buyers, ann), await Is(server, buyers, bob), found);
        Assert.True(shown == (true, true, true, false, 1), $"After a fault in {what} (operation {n}): {shown}");
    }

    private static async Task EachLogIsItsMembers(RunningServer server, params string[] audiences)
    {
        foreach (var audience in audiences)
        {
            var verified = (await server.Send(HttpMethod.Post, $"/v1/audiences/{audience}/verify")).Body;
            Assert.True(verified.GetProperty("wrong").GetArrayLength() == 0, verified.GetRawText());
            var members = (await server.Send(HttpMethod.Get, $"/v1/audiences/{audience}/members?limit=1000")).Body.GetProperty("items").EnumerateArray().Select(member => member.GetProperty("contactId").GetString()!);
            var log = new Dictionary<string, int>();
            foreach (var change in (await server.Send(HttpMethod.Get, $"/v1/audiences/{audience}/changes?after=0&limit=1000")).Body.GetProperty("items").EnumerateArray())
                log[change.GetProperty("contactId").GetString()!] = log.GetValueOrDefault(change.GetProperty("contactId").GetString()!) + (change.GetProperty("change").GetString() == "entered" ? 1 : -1);
            Assert.All(log.Values, value => Assert.InRange(value, 0, 1));
            Assert.Equal(members.Order(StringComparer.Ordinal), log.Where(each => each.Value == 1).Select(each => each.Key).Order(StringComparer.Ordinal));
        }
    }

    private static string Bought(string user, int number) => $$"""{"type":"track","event":"bought","userId":"{{user}}","messageId":"{{user}}-{{number}}"}""";

    private static async Task<bool> Is(RunningServer server, string audience, string contact) =>
        (await server.Send(HttpMethod.Get, $"/v1/audiences/{audience}/members/{contact}")).Body.GetProperty("member").GetBoolean();

    private static async Task<int> Events(RunningServer server, string contact) =>
        (await server.Send(HttpMethod.Get, $"/v1/contacts/{contact}/events")).Body.GetProperty("items").GetArrayLength();

    private static async Task<string> Audience(RunningServer server, string name, string condition)
    {
        var made = (await server.Send(HttpMethod.Post, "/v1/audiences", $$$"""{"name":"{{{name}}}","definition":{"match":"all","conditions":[{{{condition}}}]}}""")).Body.GetProperty("id").GetString()!;
        await Insist(server, HttpMethod.Post, $"/v1/audiences/{made}/activate", null);
        return made;
    }

    /// <summary>Sends until it is acknowledged, as a careful client does.</summary>
    /// <param name="also">What an earlier try that was not answered well may lead to.</param>
    private static async Task<JsonElement> Insist(RunningServer server, HttpMethod method, string path, string? body, HttpStatusCode also = HttpStatusCode.OK)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var (status, answer, _) = await server.Send(method, path, body);
            if ((int)status is >= 200 and < 300 || status == also) return answer;
            Assert.True((int)status >= 500 || status == HttpStatusCode.TooManyRequests, $"{method} {path}: {(int)status}");
            Assert.False(limit.IsCancellationRequested, $"{method} {path} is still {(int)status}: {answer.GetRawText()}");
            await Task.Delay(TimeSpan.FromMilliseconds(10), CancellationToken.None);
        }
    }

    private static string Copy(string from)
    {
        var to = Directory.CreateTempSubdirectory("audiences-faults-").FullName;
        foreach (var file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        return to;
    }
}
