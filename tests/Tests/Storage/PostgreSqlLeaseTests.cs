using Contracts;
using Host.Api.Http;
using Host.Storage;
using Host.Storage.PostgreSql;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Tests.Support;

namespace Tests.Storage;

/// <summary>Two owners of one database, each with a user of his own, so that one of them can be kept out.</summary>
[Collection(SharedPostgreSql.Name)]
public sealed class PostgreSqlLeaseTests(SharedPostgreSql shared)
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [FactNeeding(Needs.PostgreSql)]
    public async Task One_has_the_database_until_he_gives_it_up_and_the_next_one_need_not_wait()
    {
        await using var owners = await Owners.Of(shared);
        await owners.First.Take();
        var waiting = owners.Second.Take();
        await owners.Second.Waits("another process works on the database");
        Assert.False(waiting.IsCompleted);
        await owners.First.Lease.GiveBack();
        await waiting.WaitAsync(Limit);
        await owners.Second.Lease.Alone.WaitAsync(Limit);
        Assert.Equal(owners.First.Lease.Epoch + 1, owners.Second.Lease.Epoch);
        Assert.False(owners.First.HasPassed);
    }

    [FactNeeding(Needs.PostgreSql)]
    public async Task Who_lost_it_writes_nothing_more_and_what_he_reads_is_thrown_away()
    {
        await using var owners = await Owners.Of(shared);
        var (first, second) = (owners.First, owners.Second);
        await first.Take();
        await first.Write("one");
        await first.ReadOnEveryConnection();
        var work = new TaskCompletionSource<object?>();
        var answer = new LeaseFilter(first.Lease).InvokeAsync(EndpointFilterInvocationContext.Create(new DefaultHttpContext()), _ => new(work.Task));

        await owners.CutOffFirst();
        var since = TimeProvider.System.GetTimestamp();
        await second.Take().WaitAsync(Limit);
        // What it has to load it may load at once: the first writes no more. It may not answer before the first has ceased to.
        await second.Write("loading");
        await second.Lease.Alone.WaitAsync(Limit);
        Assert.True(TimeProvider.System.GetElapsedTime(since) > PostgreSqlLease.Lasts, "The second did not wait until the first answers nobody.");
        Assert.False(first.Lease.Holds);
        Assert.Equal(503, (await Assert.ThrowsAsync<Refusal>(first.Read)).Status);
        await second.Write("two");
        work.SetResult("worked out meanwhile");
        Assert.Equal(503, (await Assert.ThrowsAsync<Refusal>(async () => await answer)).Status);

        Assert.Equal(503, (await Assert.ThrowsAsync<Refusal>(() => first.Write("late"))).Status);
        Assert.True(first.HasPassed);
        Assert.Equal("two", await second.Read());
    }

    [FactNeeding(Needs.PostgreSql)]
    public async Task Who_ends_before_he_may_answer_spares_the_next_one_no_waiting()
    {
        await using var owners = await Owners.Of(shared);
        await owners.First.Take();
        await owners.CutOffFirst();
        await owners.Second.TakeAndEnd().WaitAsync(Limit);
        Assert.True(owners.Second.Lease.Alone.IsCanceled);
        await using var third = owners.Another();
        var since = TimeProvider.System.GetTimestamp();
        await third.Take().WaitAsync(Limit);
        await third.Lease.Alone.WaitAsync(Limit);
        Assert.True(TimeProvider.System.GetElapsedTime(since) > PostgreSqlLease.Lasts, "The third did not wait, and the first may answer still.");
    }

    [FactNeeding(Needs.PostgreSql)]
    public async Task What_the_former_owner_is_committing_is_waited_for()
    {
        await using var owners = await Owners.Of(shared);
        var (first, second) = (owners.First, owners.Second);
        await first.Take();
        await first.Write("one");
        using var held = new ManualResetEventSlim();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var write = first.Write("two", () =>
        {
            begun.TrySetResult();
            held.Wait(Limit);
        });
        await begun.Task.WaitAsync(Limit);
        await owners.CutOffFirst();
        var taking = second.Take();
        await owners.SecondWaitsForTheLock();
        Assert.False(taking.IsCompleted);
        held.Set();
        await write.WaitAsync(Limit);
        await taking.WaitAsync(Limit);
        Assert.Equal("two", await second.Read());
    }

    [FactNeeding(Needs.PostgreSql)]
    public async Task Who_is_held_in_the_middle_of_what_he_sends_is_not_waited_for()
    {
        await using var owners = await Owners.Of(shared);
        await owners.First.Take();
        await using var held = await owners.HoldInTheMiddleOfSending();
        await owners.CutOffFirst();
        await owners.Second.Take().WaitAsync(Limit);
        await owners.Second.Write("on");
        Assert.Equal("on", await owners.Second.Read());
    }

    [FactNeeding(Needs.PostgreSql)]
    public async Task A_lost_connection_is_made_anew_and_the_epoch_stays_while_nobody_else_came()
    {
        await using var owners = await Owners.Of(shared);
        await owners.First.Take();
        var epoch = owners.First.Lease.Epoch;
        await owners.CutLease();
        await owners.First.Waits("does not answer");
        await owners.FirstHoldsAgain();
        await owners.First.Write("on");
        Assert.Equal((epoch, "on"), (owners.First.Lease.Epoch, await owners.First.Read()));
    }

    sealed class Owners(PostgreSqlServer server, string schema) : IAsyncDisposable
    {
        readonly TempFolder folder = new();

        public Owner First { get; private set; } = null!;
        public Owner Second { get; private set; } = null!;

        public static async Task<Owners> Of(SharedPostgreSql shared)
        {
            var owners = new Owners(shared.Server, shared.NewSchema());
            await shared.Server.Do($"CREATE SCHEMA {owners.Name}; CREATE ROLE {owners.Name}_first SUPERUSER LOGIN; CREATE ROLE {owners.Name}_second SUPERUSER LOGIN");
            owners.First = owners.Make("first");
            owners.Second = owners.Make("second");
            return owners;
        }

        /// <summary>A third one, with the second's user.</summary>
        public Owner Another() => Make("second");

        /// <summary>The first's lease ends, and he may not come again; what else he has open stays.</summary>
        public async Task CutOffFirst()
        {
            await server.Do($"ALTER ROLE {schema}_first NOLOGIN");
            await CutLease();
        }

        public Task CutLease() => server.CutLease(schema);

        /// <summary>A connection that has the writer's lock, and of whose rows a part has come.</summary>
        public async Task<NpgsqlConnection> HoldInTheMiddleOfSending()
        {
            var connection = new NpgsqlConnection($"{server.ConnectionString};Search Path={schema};Pooling=false");
            await connection.OpenAsync();
            foreach (var statement in (string[])["BEGIN", PostgreSqlEntry.LockToWrite])
            {
                await using var command = new NpgsqlCommand(statement, connection);
                await command.ExecuteNonQueryAsync();
            }
            await (await connection.BeginTextImportAsync("COPY settings FROM STDIN")).FlushAsync();
            return connection;
        }

        public Task SecondWaitsForTheLock() => Until(
            () => server.Ask<bool>("SELECT exists (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = 1098212402 AND NOT granted)"));

        public Task FirstHoldsAgain() => Until(
            () => server.Ask<bool>($"SELECT exists (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = 1098212401 AND granted AND objid = hashtext('{schema}')::oid)"));

        public async ValueTask DisposeAsync()
        {
            await First.DisposeAsync();
            await Second.DisposeAsync();
            await server.Do($"DROP SCHEMA {schema} CASCADE; DROP ROLE {schema}_first, {schema}_second");
            folder.Dispose();
        }

        string Name => schema;

        Owner Make(string name)
        {
            var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System);
            var connection = server.ConnectionString.Replace("Username=audiences", $"Username={schema}_{name}", StringComparison.Ordinal);
            services.AddPostgreSqlStorage($"{connection};Search Path={schema}", folder.Path);
            return new(services.BuildServiceProvider());
        }

        static async Task Until(Func<Task<bool>> isSo)
        {
            using var limit = new CancellationTokenSource(Limit);
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            while (!await isSo()) await timer.WaitForNextTickAsync(limit.Token);
        }
    }

    sealed class Owner(ServiceProvider services) : IAsyncDisposable
    {
        readonly System.Collections.Concurrent.ConcurrentBag<string?> waited = [];
        bool isOpen;

        public PostgreSqlLease Lease => services.GetRequiredService<PostgreSqlLease>();
        public bool HasPassed { get; private set; }

        public async Task Take()
        {
            await Lease.Take(waited.Add, () => HasPassed = true);
            await services.GetRequiredService<Database>().Open(default);
            isOpen = true;
        }

        public async Task TakeAndEnd()
        {
            await Lease.Take(waited.Add, () => HasPassed = true);
            await Lease.GiveBack();
        }

        public async Task Waits(string why)
        {
            using var limit = new CancellationTokenSource(Limit);
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            while (!waited.Any(reason => reason?.Contains(why, StringComparison.Ordinal) == true)) await timer.WaitForNextTickAsync(limit.Token);
        }

        public Task Write(string value, Action? within = null) => services.GetRequiredService<Database>().Write(
            session =>
            {
                session.Execute("INSERT INTO settings (key, value) VALUES ('x', $1) ON CONFLICT (key) DO UPDATE SET value = excluded.value", Bytes(value));
                within?.Invoke();
                return true;
            },
            default);

        public Task<string> Read() => services.GetRequiredService<Database>().Read(
            session =>
            {
                using var rows = session.Query("SELECT value FROM settings WHERE key = 'x'");
                rows.Next();
                return System.Text.Encoding.UTF8.GetString(rows.Span(0));
            },
            default);

        /// <summary>Each of the readers' threads opens its own.</summary>
        public Task ReadOnEveryConnection()
        {
            var threads = Math.Clamp(Environment.ProcessorCount, 2, 8);
            var together = new Barrier(threads);
            return Task.WhenAll(Enumerable.Range(0, threads).Select(_ => services.GetRequiredService<Database>().Read(_ => together.SignalAndWait(Limit), default)));
        }

        public async ValueTask DisposeAsync()
        {
            if (isOpen) await services.GetRequiredService<Database>().DisposeAsync();
            await Lease.GiveBack();
            await services.DisposeAsync();
        }

        static byte[] Bytes(string value) => System.Text.Encoding.UTF8.GetBytes(value);
    }
}
