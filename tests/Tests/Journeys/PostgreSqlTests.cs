using System.Net;
using Host.Start;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tests.Storage;
using Tests.Support;

namespace Tests.Journeys;

/// <summary>The server on PostgreSQL: who works on it, who stands by, what keeps it from starting, and what the commands do there.</summary>
[Collection(SharedPostgreSql.Name)]
public sealed class PostgreSqlTests(SharedPostgreSql shared) : IAsyncLifetime
{
    readonly TempFolder folder = new();
    readonly string schema = shared.NewSchema();

    string ConnectionString => $"{shared.Server.ConnectionString};Search Path={schema}";

    public Task InitializeAsync() => shared.Server is null ? Task.CompletedTask : shared.Server.Do($"CREATE SCHEMA {schema}");

    public async Task DisposeAsync()
    {
        if (shared.Server is not null) await shared.Server.Do($"DROP SCHEMA {schema} CASCADE");
        folder.Dispose();
    }

    [FactNeeding(Needs.PostgreSql)]
    public async Task A_second_server_is_live_and_not_ready_and_takes_over_with_everything_that_was_taken()
    {
        var first = await Serve();
        await using (first)
        {
            await using var second = await Serve(ready: false);
            await Until(async () => (await second.Send(HttpMethod.Get, "/health/ready")).Body.ToString().Contains("another process works on the database", StringComparison.Ordinal));
            Assert.Equal(HttpStatusCode.OK, (await second.Send(HttpMethod.Get, "/health/live")).Status);
            var (status, _, answer) = await second.Send(HttpMethod.Get, "/v1/contacts");
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "1"), (status, answer.Headers.RetryAfter?.ToString()));

            Assert.Equal(HttpStatusCode.Created, (await first.Send(HttpMethod.Post, "/v1/contacts", """{ "externalId": "c", "firstName": "Ada" }""")).Status);
            await Says("in use by a running server");
            await first.Stop();

            await second.UntilReady();
            Assert.Equal("Ada", (await second.Send(HttpMethod.Get, "/v1/contacts/externalId:c")).Body.GetProperty("firstName").GetString());
        }
    }

    [FactNeeding(Needs.PostgreSql)]
    public async Task A_server_that_lost_the_database_to_another_answers_503_and_ends_when_it_learns_of_it()
    {
        var user = $"{schema}_first";
        await shared.Server.Do($"CREATE ROLE {user} SUPERUSER LOGIN");
        await using (var first = await Serve(As(user)))
        await using (var second = await Serve(ready: false))
        {
            await shared.Server.Do($"ALTER ROLE {user} NOLOGIN");
            await shared.Server.CutLease(schema);
            await second.UntilReady();
            var (status, _, answer) = await first.Send(HttpMethod.Get, "/v1/me");
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "1"), (status, answer.Headers.RetryAfter?.ToString()));
            Assert.Contains("does not answer", (await first.Send(HttpMethod.Get, "/health/ready")).Body.ToString(), StringComparison.Ordinal);

            await shared.Server.Do($"ALTER ROLE {user} LOGIN");
            var ending = first.Services.GetRequiredService<Ending>();
            await Until(() => Task.FromResult(ending.Reason is StartError { Message: var why } && why.Contains("taken the database over", StringComparison.Ordinal)));
            Assert.True(first.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
            Assert.Equal(HttpStatusCode.OK, (await second.Send(HttpMethod.Get, "/v1/me")).Status);
        }
    }

    [FactNeeding(Needs.PostgreSql)]
    public async Task Keys_and_tenants_are_made_beside_the_server_and_not_before_it_was_there()
    {
        var (exit, _, error) = await Command("keys", "new", "--admin");
        Assert.Equal((1, true), (exit, error.Contains("Start the server on it once", StringComparison.Ordinal)));
        await using var server = await Serve();
        foreach (var command in (string[][])[["keys", "new", "--admin"], ["tenants", "new", "other"]])
        {
            var (done, key, _) = await Command(command);
            Assert.Equal(0, done);
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/me") { Headers = { { "Authorization", $"Bearer {key.Trim()}" } } };
            Assert.Equal(HttpStatusCode.OK, (await server.Client.SendAsync(request)).StatusCode);
        }
    }

    [FactNeeding(Needs.PostgreSql)]
    public async Task What_keeps_it_from_starting_is_said_in_one_line()
    {
        await shared.Server.Do($"CREATE ROLE {schema}_guest LOGIN; GRANT USAGE ON SCHEMA {schema} TO {schema}_guest");
        await MustSay(As($"{schema}_guest"), $"GRANT CREATE, USAGE ON SCHEMA {schema} TO {schema}_guest");
        await MustSay(ConnectionString.Replace("Database=postgres", "Database=nowhere", StringComparison.Ordinal), "the server has no such database");
        await MustSay(As("nobody"), "nobody is not let in");
        await MustSay(ConnectionString.Replace($"Search Path={schema}", "Search Path=nowhere", StringComparison.Ordinal), "has none of the schemas of its search path");
        await shared.Server.Do($"DROP OWNED BY {schema}_guest; DROP ROLE {schema}_guest");
        // Ours is asked before PostgreSQL's own where the path says so.
        await shared.Server.Do(
            $"""
            CREATE FUNCTION {schema}.current_setting(name text) RETURNS text LANGUAGE sql AS
            'SELECT CASE name WHEN ''server_version_num'' THEN ''140011'' ELSE pg_catalog.current_setting(name) END'
            """);
        await MustSay($"{ConnectionString},pg_catalog", "is of PostgreSQL 14; 15 or later is needed");
    }

    /// <summary>README shows this question.</summary>
    [FactNeeding(Needs.PostgreSql)]
    public async Task Who_may_read_the_tables_asks_them_in_SQL()
    {
        await using (var server = await Serve())
        {
            await server.Send(HttpMethod.Post, "/v1/contacts", """{ "externalId": "c", "traits": { "plan": "gold" } }""");
            await server.Send(HttpMethod.Post, "/v1/contacts", """{ "externalId": "gone", "traits": { "plan": "gold" } }""");
            foreach (var (who, amount) in new[] { ("c", "12.5"), ("c", "7.5"), ("gone", "3") })
                await server.Send(HttpMethod.Post, "/v1/track", $$$"""{ "userId": "{{{who}}}", "event": "purchase", "timestamp": "2026-01-05T10:00:00Z", "properties": { "amount": {{{amount}}} } }""");
            await server.Send(HttpMethod.Delete, "/v1/contacts/externalId:gone");
        }
        var answer = await shared.Server.Ask<string>(
            $$"""
            SELECT string_agg(concat_ws(' ', plan, month::date, buyers, amount), ';') FROM (
                SELECT trim('"' FROM c.profile #>> '{values,trait.plan,json}') AS plan, date_trunc('month', e.at AT TIME ZONE 'UTC') AS month,
                    count(DISTINCT e.contact) AS buyers, sum((e.message #>> '{properties,amount}')::numeric) AS amount
                FROM {{schema}}.events e JOIN {{schema}}.live_contacts c ON c.id = e.contact AND c.tenant = e.tenant
                WHERE e.type = 'track' AND e.name = 'purchase' GROUP BY 1, 2 ORDER BY 2, 1) answer
            """);
        Assert.Equal("gold 2026-01-01 1 20.0", answer);
    }

    [FactNeeding(Needs.PostgreSql)]
    public async Task A_database_that_is_not_there_yet_is_waited_for()
    {
        await using var server = await RunningServer.Start(
            null, false, "--Storage:Provider", "PostgreSql", "--ConnectionStrings:Audiences", $"Host={folder.Path};Username=audiences");
        await Until(async () => (await server.Send(HttpMethod.Get, "/health/ready")).Body.ToString().Contains("does not answer", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, (await server.Send(HttpMethod.Get, "/health/live")).Status);
    }

    Task<RunningServer> Serve(string? connection = null, bool ready = true) => RunningServer.Start(
        null, ready, "--Storage:Provider", "PostgreSql", "--ConnectionStrings:Audiences", connection ?? ConnectionString);

    string As(string user) => ConnectionString.Replace("Username=audiences", $"Username={user}", StringComparison.Ordinal);

    Task<(int Exit, string Out, string Error)> Command(params string[] args) => ProgramRun.Of(Environment(ConnectionString), args);

    async Task MustSay(string connection, string says)
    {
        var (exit, output, error) = await ProgramRun.Of(Environment(connection), ["--urls", "http://127.0.0.1:0"]);
        Assert.True(exit == 1, $"It ended with {exit}:\n{output}\n{error}");
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }

    async Task Says(string text)
    {
        var (exit, output, error) = await Command("doctor", "--urls", "http://127.0.0.1:0");
        Assert.True(exit == 0 && output.Contains(text, StringComparison.Ordinal), $"{output}\n{error}");
    }

    Dictionary<string, string> Environment(string connection) => new()
    {
        ["Storage__Provider"] = "PostgreSql", ["ConnectionStrings__Audiences"] = connection, ["Storage__Path"] = folder.Path,
    };

    static async Task Until(Func<Task<bool>> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await isSo()) await timer.WaitForNextTickAsync(limit.Token);
    }
}
