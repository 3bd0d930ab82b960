using System.Text.Json.Nodes;
using Tests.Support;
using Tests.Support.Plan;
using Xunit.Abstractions;

namespace Tests.Journeys;

/// <summary>
/// One story is told to a server once, in order; to another again and again by several tellers, each of doubles of its own: in any
/// order, doubled, some of it a day earlier, with kills and stops between. <c>ORDER_SEED</c> repeats a run.
/// </summary>
public sealed class AnyOrderTests(ITestOutputHelper output)
{
    private const int People = 40;
    private static readonly DateTimeOffset End = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan[] Later = [TimeSpan.Zero, TimeSpan.FromMinutes(35), TimeSpan.FromHours(5), TimeSpan.FromDays(1.3), TimeSpan.FromDays(4), TimeSpan.FromDays(9), TimeSpan.FromDays(40)];
    private static readonly string[] Tellers = ["shuffled", "reversed", "doubled", "twice"];

    private static readonly string[] Conditions =
    [
        """{ "field": "trait.plan", "op": "equals", "value": "a" }""",
        """{ "field": "trait.plan", "op": "hasBeen", "value": "a", "for": "5d" }""",
        """{ "field": "firstName", "op": "hasBeen", "value": "Ann", "for": "2d" }""",
        """{ "field": "birthday", "op": "anniversaryWithin", "value": "7d" }""",
        """{ "field": "city", "op": "equals", "value": "Gent" }""",
        """{ "field": "device", "op": "equals", "value": "mobile" }""",
        """{ "field": "browser", "op": "equals", "value": "Firefox" }""",
        """{ "field": "event.buy", "op": "performed", "atLeast": 2, "within": "6d" }""",
        """{ "field": "event.buy", "op": "performed", "occurrence": "last", "where": [ { "property": "n", "op": "greaterThan", "value": 4 } ] }""",
        """{ "field": "event.buy", "op": "performed", "occurrence": "first", "within": "7d" }""",
        """{ "field": "event.login", "op": "notPerformed", "between": ["6d", "3d"] }""",
        """{ "field": "page./pricing", "op": "performed", "within": "3d", "calendar": "Asia/Tokyo" }""",
        """{ "field": "sessionCount", "op": "atLeast", "value": 3, "within": "6d" }""",
        """{ "field": "eventCount", "op": "between", "value": [3, 6] }""",
        """{ "field": "lastSeen", "op": "olderThan", "value": "2d" }""",
        """{ "field": "firstSeen", "op": "within", "value": "10d" }""",
        """{ "not": true, "match": "any", "conditions": [ { "field": "event.buy", "op": "performed", "within": "4d" }, { "field": "lastSeen", "op": "on", "value": "today", "calendar": "America/Lima" } ] }""",
    ];

    [Fact]
    public async Task Whatever_the_order_of_messages_doubles_and_restarts_the_members_are_those_of_the_story_told_once()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("ORDER_SEED"), out var given) ? given : Random.Shared.Next();
        output.WriteLine($"ORDER_SEED={seed}");
        var (story, random) = (new Muddle(seed, People, End).Story(), new Random(seed));
        await using var calm = await Listener.Start(End);
        await calm.Tell(story.Select(told => told.By("once")));
        // Without its first message each story is another: what is compared must show that.
        await calm.Tell(story.GroupBy(told => told.Person).SelectMany(person => person.Skip(1)).Select(told => told.By("less")));
        await using var shaken = await Listener.Start(End.AddDays(-1));
        await TellMuddled(shaken, Muddled(story, random), random);

        var (seen, less) = (new HashSet<(int, bool)>(), 0);
        foreach (var later in Later)
        {
            var (wanted, shown) = (await calm.MembersAt(End + later), await shaken.MembersAt(End + later));
            for (var i = 0; i < Conditions.Length; i++)
            {
                foreach (var teller in Tellers)
                    MustEqual(Of("once", wanted[i]), Of(teller, shown[i]), $"{teller}, {later} later, seed {seed}: {Conditions[i]}");
                var members = Of("once", wanted[i]);
                less += members.Except(Of("less", wanted[i])).Count();
                seen.UnionWith([.. members.Count > 0 ? new[] { (i, true) } : [], .. members.Count < People ? new[] { (i, false) } : []]);
            }
        }
        Assert.Equal(Conditions.Length * 2, seen.Count);
        Assert.True(less > People, $"a message less shows in {less} memberships only");
    }

    /// <summary>All tellers' messages in the order in which they arrive.</summary>
    private static List<JsonObject> Muddled(IReadOnlyList<Told> story, Random random)
    {
        JsonObject[] shuffled = [.. story.Select(told => told.By("shuffled"))];
        JsonObject[] doubled = [.. story.Concat(story).Select(told => told.By("doubled"))];
        JsonObject[] twice = [.. story.Select(told => told.By("twice"))];
        random.Shuffle(shuffled);
        random.Shuffle(doubled);
        random.Shuffle(twice);
        JsonObject[][] tellers = [shuffled, [.. story.Reverse().Select(told => told.By("reversed"))], doubled, [.. twice, .. twice]];
        // Each teller keeps its own order among the others.
        var turns = tellers.SelectMany((messages, teller) => Enumerable.Repeat(teller, messages.Length)).ToArray();
        random.Shuffle(turns);
        var next = tellers.Select(messages => new Queue<JsonObject>(messages)).ToArray();
        return [.. turns.Select(teller => next[teller].Dequeue())];
    }

    private static async Task TellMuddled(Listener shaken, List<JsonObject> messages, Random random)
    {
        var parts = messages.Chunk((messages.Count / 6) + 1).ToArray();
        for (var i = 0; i < parts.Length; i++)
        {
            await shaken.Tell(parts[i], random);
            if (i == 2) await shaken.MembersAt(End);
            await shaken.Restart(gracefully: i % 2 == 1);
        }
    }

    private static SortedSet<string> Of(string teller, IEnumerable<string> members) => new(
        members.Where(member => member.StartsWith($"{teller}/", StringComparison.Ordinal)).Select(member => member[(teller.Length + 1)..]), StringComparer.Ordinal);

    private static void MustEqual(SortedSet<string> wanted, SortedSet<string> shown, string what) => Assert.True(wanted.SetEquals(shown),
        $"{what}: missing {string.Join(' ', wanted.Except(shown))}, too many {string.Join(' ', shown.Except(wanted))}");

    /// <summary>A server with the audiences.</summary>
    private sealed class Listener(ServerProcess server) : IAsyncDisposable
    {
        private readonly AudiencesClient client = server.Client();
        private readonly List<string> audiences = [];

        public static async Task<Listener> Start(DateTimeOffset now)
        {
            var listener = new Listener(await ServerProcess.Start());
            await listener.client.SetClock(now);
            foreach (var condition in Conditions)
                listener.audiences.Add(await listener.client.CreateActive(
                    $"a{listener.audiences.Count}", $$"""{ "match": "all", "conditions": [ {{condition}} ] }"""));
            return listener;
        }

        /// <summary>In this order, in batches of any size.</summary>
        public async Task Tell(IEnumerable<JsonObject> messages, Random? random = null)
        {
            var waiting = new Queue<JsonObject>(messages);
            while (waiting.Count > 0)
            {
                var size = Math.Min(waiting.Count, random?.Next(1, 60) ?? 50);
                var batch = Enumerable.Range(0, size).Select(_ => (JsonNode?)waiting.Dequeue().DeepClone()).ToArray();
                (await client.Post("/v1/batch", new JsonObject { ["batch"] = new JsonArray(batch) })).Is(200);
            }
            var rejected = (await client.Get("/v1/ingest/recent?kind=rejected&limit=1000")).Is(200).Json["items"]!.AsArray();
            Assert.True(rejected.Count == 0, $"rejected: {rejected.FirstOrDefault()?.ToJsonString()}");
        }

        public async Task Restart(bool gracefully)
        {
            if (gracefully) await server.Stop();
            else await server.Kill();
            await server.StartAgain();
        }

        /// <summary>The external ids of each audience's members, whose log must add up to them.</summary>
        public async Task<List<List<string>>> MembersAt(DateTimeOffset now)
        {
            await client.SetClock(now);
            var all = new List<List<string>>();
            foreach (var audience in audiences)
            {
                var members = await client.Members(audience);
                Assert.Equal(members.Select(item => item["contactId"].Text()).Order(StringComparer.Ordinal), (await Feed.Read(client, audience)).Fold());
                all.Add([.. members.Where(item => item["contact"]!["externalId"] is not null).Select(item => item["contact"]!["externalId"].Text())]);
            }
            return all;
        }

        public async ValueTask DisposeAsync()
        {
            client.Dispose();
            await server.DisposeAsync();
        }
    }
}
