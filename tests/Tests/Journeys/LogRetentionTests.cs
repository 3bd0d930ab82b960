using System.Net;
using System.Text.Json;
using Tests.Storage;
using Tests.Support;

namespace Tests.Journeys;

/// <summary>The clock moved 500 days on: what was announced before is forgotten, nobody's membership changes by it, and whoever asks for it is told.</summary>
[Collection(SharedPostgreSql.Name)]
public sealed class LogRetentionTests(SharedPostgreSql shared) : IDisposable
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_is_older_than_the_kept_log_is_refused_and_all_else_goes_on_over_restart_and_restore()
    {
        var data = folder.File("data");
        var story = await Begin(data);
        await using (var again = await Serve(data, folder.File("copy")))
        {
            await story.MustHold(again);
            // By what is kept of the log, as its beginning is not.
            await Run([], "verify", "--url", again.Client.BaseAddress!.ToString(), "--key", RunningServer.AdminKey);
            await Run([], "backup", folder.File("backup"), "--data", again.Folder);
        }
        await Run([], "restore", folder.File("backup"), "--data", folder.File("restored"));
        await using var restored = await Serve(folder.File("restored"));
        await story.MustHold(restored);
        await story.GoesOn(restored);
    }

    [FactNeeding(Needs.PostgreSql)]
    public async Task The_same_on_PostgreSQL()
    {
        var schema = shared.NewSchema();
        await shared.Server.Do($"CREATE SCHEMA {schema}");
        string[] there = ["--Storage:Provider=PostgreSql", $"--ConnectionStrings:Audiences={shared.Server.ConnectionString};Search Path={schema}"];
        var story = await Begin(folder.File("data"), there);
        await using (var again = await Serve(folder.File("again"), null, there))
        {
            await story.MustHold(again);
            await story.GoesOn(again);
        }
        Assert.True(await shared.Server.Ask<long>($"SELECT count(*) FROM pg_inherits WHERE inhparent = '{schema}.membership_log'::regclass") >= 4);
        await shared.Server.Do($"DROP SCHEMA {schema} CASCADE");
    }

    /// <summary>Ends as a crash does on a copy of the folder that is taken before it stops.</summary>
    async Task<Story> Begin(string data, params string[] args)
    {
        await using var server = await Serve(data, null, args);
        var story = await Story.Tell(server);
        await Clock(server, "2026-05-25T00:00:00.000Z");
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        using var limit = new CancellationTokenSource(Limit);
        while ((await story.Changes(server, "0")).Status != HttpStatusCode.Gone) await timer.WaitForNextTickAsync(limit.Token);
        await story.MustHold(server);
        if (args.Length == 0) ReadOnlyCopy(server.Folder, folder.File("copy"));
        return story;
    }

    static void ReadOnlyCopy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from, "audiences.db*"))
        {
            using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var target = File.Create(Path.Combine(to, Path.GetFileName(file)));
            source.CopyTo(target);
        }
    }

    static Task<RunningServer> Serve(string data, string? copy = null, params string[] args) =>
        RunningServer.StartOn(copy ?? Directory.CreateDirectory(data).FullName, args: ["--Clock:Manual=true", .. args]);

    static async Task Clock(RunningServer server, string now) =>
        Assert.Equal(HttpStatusCode.OK, (await server.Send(HttpMethod.Put, "/v1/clock", $$"""{"now":"{{now}}"}""")).Status);

    static async Task Run(Dictionary<string, string> environment, params string[] args)
    {
        var (exit, said, error) = await ProgramRun.Of(environment, args);
        Assert.True(exit == 0, $"{said}\n{error}");
    }

    /// <summary>Six people enter in January 2025, one leaves in June.</summary>
    sealed record Story(string Audience, string Early, string Late)
    {
        public static async Task<Story> Tell(RunningServer server)
        {
            await Clock(server, "2025-01-10T00:00:00.000Z");
            var made = await server.Send(
                HttpMethod.Post, "/v1/audiences", """{"name":"gold","definition":{"match":"all","conditions":[{"field":"trait.plan","op":"equals","value":"gold"}]}}""");
            var id = made.Body.GetProperty("id").GetString()!;
            await server.Send(HttpMethod.Post, $"/v1/audiences/{id}/activate");
            await Put(server, 0, "gold");
            var story = new Story(id, "", "");
            var early = (await story.Changes(server, "0")).Body.GetProperty("last").GetString()!;
            await Clock(server, "2025-01-20T00:00:00.000Z");
            for (var person = 1; person < 6; person++) await Put(server, person, "gold");
            var late = (await story.Changes(server, "0")).Body.GetProperty("last").GetString()!;
            await Clock(server, "2025-06-01T00:00:00.000Z");
            await Put(server, 1, "free");
            return story with { Early = early, Late = late };
        }

        public async Task MustHold(RunningServer server)
        {
            foreach (var place in (string[])["0", Early])
            {
                var (status, problem, _) = await Changes(server, place);
                Assert.Equal((HttpStatusCode.Gone, "changes-expired"), (status, problem.GetProperty("type").GetString()!.Split('/', ':')[^1]));
            }
            Assert.Equal((int[])[1], await Left(server, Late));
            Assert.Equal(5, await Count(server, "members"));
            Assert.Equal(6, await Count(server, "members?asOf=2025-05-01T00:00:00.000Z"));
            Assert.Equal(5, await Count(server, "members?asOf=2025-06-01T00:00:00.000Z"));
            await RefusedUntil(server, "2025-01-20T00:00:00.000Z", "2025-01-19T23:59:59.999Z");
            var growth = (await server.Send(HttpMethod.Get, $"/v1/audiences/{Audience}/growth?from=2025-05-01&to=2025-07-01&step=61d")).Body.GetProperty("points");
            Assert.Equal([6, 5], growth.EnumerateArray().Select(point => point.GetProperty("count").GetInt32()));
            Assert.Equal(0, (await server.Send(HttpMethod.Post, $"/v1/audiences/{Audience}/verify")).Body.GetProperty("wrong").GetArrayLength());
        }

        public async Task GoesOn(RunningServer server)
        {
            await Put(server, 2, "free");
            Assert.Equal((int[])[1, 2], await Left(server, Late));
            var place = (await server.Send(HttpMethod.Get, $"/v1/audiences/{Audience}/members")).Body.GetProperty("place").GetString()!;
            await Put(server, 3, "free");
            Assert.Equal((int[])[3], await Left(server, place));
            Assert.Equal(3, await Count(server, "members"));
            // Of an audience that is made now all changes can be read.
            var made = await server.Send(
                HttpMethod.Post, "/v1/audiences", """{"name":"free","definition":{"match":"all","conditions":[{"field":"trait.plan","op":"equals","value":"free"}]}}""");
            var younger = this with { Audience = made.Body.GetProperty("id").GetString()! };
            await server.Send(HttpMethod.Post, $"/v1/audiences/{younger.Audience}/activate");
            Assert.Equal(3, (await younger.Changes(server, "0")).Body.GetProperty("items").GetArrayLength());
        }

        public Task<(HttpStatusCode Status, JsonElement Body, HttpResponseMessage Answer)> Changes(RunningServer server, string after) =>
            server.Send(HttpMethod.Get, $"/v1/audiences/{Audience}/changes?after={after}");

        async Task<int[]> Left(RunningServer server, string after)
        {
            var left = new List<int>();
            foreach (var change in (await Changes(server, after)).Body.GetProperty("items").EnumerateArray())
            {
                Assert.Equal("left", change.GetProperty("change").GetString());
                var contact = (await server.Send(HttpMethod.Get, $"/v1/contacts/{change.GetProperty("contactId").GetString()}")).Body;
                left.Add(contact.GetProperty("externalId").GetString()![1] - '0');
            }
            return [.. left];
        }

        async Task<int> Count(RunningServer server, string path) =>
            (await server.Send(HttpMethod.Get, $"/v1/audiences/{Audience}/{path}")).Body.GetProperty("items").GetArrayLength();

        /// <summary>Of the last instant that is forgotten it is known who was in, of those before not.</summary>
        async Task RefusedUntil(RunningServer server, string begins, string before)
        {
            Assert.Equal(6, await Count(server, $"members?asOf={begins}"));
            foreach (var (path, field) in new[] { ($"members?asOf={before}", "asOf"), ($"growth?from={before}", "from") })
            {
                var (status, problem, _) = await server.Send(HttpMethod.Get, $"/v1/audiences/{Audience}/{path}");
                Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
                Assert.Contains($"{field}: What was announced before {begins} is not kept", problem.GetRawText(), StringComparison.Ordinal);
            }
        }

        static async Task Put(RunningServer server, int person, string plan) => Assert.True(
            (await server.Send(HttpMethod.Post, "/v1/contacts", $$$"""{"externalId":"p{{{person}}}","traits":{"plan":"{{{plan}}}"}}""")).Status is HttpStatusCode.OK or HttpStatusCode.Created);
    }
}
