using System.CommandLine;
using System.Diagnostics;
using System.Text;
using Audiences.Stored;
using Contracts;
using Host.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Benchmarks;

/// <summary>
/// The store alone, without HTTP and grains: events of many callers at once, each with what it moved in one audience, on SQLite and on
/// PostgreSQL; beside it the same bytes inserted into PostgreSQL row by row by a program that does nothing else, as many rows a transaction, and
/// by pgbench in one statement a transaction.
/// </summary>
internal static class StoreRun
{
    private const int Contacts = 4_000, Callers = 512, Partitions = 4;

    private const string Tenant = "main", Book = "organisation:main";

    private static readonly string Payload =
        """{"type":"track","event":"purchase","messageId":"0000000000000000","userId":"user-000000","timestamp":"2026-03-02T00:00:00.000Z","properties":{"amount":129.5,"currency":"EUR","sku":"ABC-12345","category":"shoes"},"context":{"library":{"name":"analytics-node","version":"2.1.0"}}}""";

    public static Command Command()
    {
        var database = new Option<string>("--database") { Description = "Connection string of an empty PostgreSQL database, whose schema public is used", Required = true };
        var events = new Option<int>("--events") { Description = "So many", DefaultValueFactory = _ => 100_000 };
        var command = new Command("store", "Appends to the stores, beside raw inserts into PostgreSQL") { database, events };
        command.SetAction(parsed => Go(parsed.GetValue(database)!, parsed.GetValue(events)));
        return command;
    }

    private static async Task<int> Go(string database, int events)
    {
        var folder = Directory.CreateTempSubdirectory("audiences-store-").FullName;
        try
        {
            await using var peer = new NpgsqlConnection($"{database};Pooling=false");
            await peer.OpenAsync();
            var sqlite = await Appends(services => services.AddSqliteStorage(folder), events);
            Console.WriteLine($"SQLite                               {sqlite,10:N0} events/s");
            var before = await Transactions(peer);
            var postgreSql = await Appends(services => services.AddPostgreSqlStorage(database, folder), events);
            var group = Math.Max(1, events / (int)(await Transactions(peer) - before));
            Console.WriteLine($"PostgreSQL                           {postgreSql,10:N0} events/s, some {group} a transaction");
            var appends = SqliteAppends.Go(Batches(events, group));
            Console.WriteLine($"raw appends of the same bytes to SQLite {appends,7:N0} rows/s, {group} a transaction; ratio {sqlite / appends:N2}");
            var raw = await Raw(peer, events, group);
            Console.WriteLine($"raw inserts of the same bytes        {raw,10:N0} rows/s, {group} a transaction");
            Console.WriteLine($"ratio                                {postgreSql / raw,10:N2}");
            var arrays = await AtOnce(peer, events, group);
            Console.WriteLine($"the same in one statement a transaction {arrays,7:N0} rows/s; ratio {postgreSql / arrays:N2}");
            foreach (var clients in (int[])[1, 4])
                Console.WriteLine(PgBench.Go(database, Payload, events, group, clients) is { } rows
                    ? $"pgbench, {clients} client(s), the same batches     {rows,10:N0} rows/s; ratio {postgreSql / rows:N2}" : "pgbench is not installed");
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static List<byte[]> Batches(int events, int group) => [.. Enumerable.Range(0, events / group).Select(_ =>
        Encoding.UTF8.GetBytes($$"""{"batch":[{{string.Join(',', Enumerable.Repeat(Payload, group))}}]}"""))];

    private static async Task<double> Appends(Action<IServiceCollection> register, int events)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System);
        register(services);
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<Database>().Open(default);
        var store = provider.GetRequiredService<IPartitionStore>();
        await store.Partitions(Tenant, default);
        var epochs = new long[Partitions];
        for (var partition = 0; partition < Partitions; partition++) epochs[partition] = (await store.Open(Tenant, partition, default)).Epoch;
        var people = Enumerable.Range(0, Contacts).Select(_ => Guid.NewGuid()).ToArray();
        var all = new ParallelOptions { MaxDegreeOfParallelism = Callers };
        await Parallel.ForAsync(0, Contacts, all, async (number, cancel) => await store.Append(New(people[number], number, epochs), cancel));
        var watch = Stopwatch.StartNew();
        await Parallel.ForAsync(0, events, all, async (number, cancel) => await store.Append(Event(people, number, epochs), cancel));
        return events / watch.Elapsed.TotalSeconds;
    }

    private static PartitionAppend New(Guid id, int number, long[] epochs)
    {
        var (partition, slot) = (number % Partitions, number / Partitions);
        var row = new StoredContact(Tenant, Book, id, partition, slot, 1, ContactState.Live, null, Profile.Empty with { CreatedAt = new(1) });
        return new(Tenant, partition, epochs[partition], [new(Book, slot, id, null, null, [])], new(id, 0, row, [], [], null, null, [], false, false));
    }

    private static PartitionAppend Event(Guid[] people, int number, long[] epochs)
    {
        var who = number % Contacts;
        var (partition, slot) = (who % Partitions, who / Partitions);
        var step = new ContactStep(StepKind.Track, new(number), new(number), "purchase", $"message-{number}", number, Payload, null, Cause.Event);
        var entry = new MembershipEntry("a1", 1, 1, slot, people[who], true, new(number), Cause.Event, true);
        return new(Tenant, partition, epochs[partition], [new(Book, slot, people[who], step, null, [entry])], new(people[who], 1, null, [], [], null, null, [], false, false));
    }

    private static async Task<long> Transactions(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("SELECT pg_current_xact_id()::text::bigint", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <returns>Rows per second.</returns>
    private static async Task<double> Raw(NpgsqlConnection connection, int rows, int group)
    {
        await using (var table = new NpgsqlCommand("CREATE TABLE raw (place bigint PRIMARY KEY, payload text NOT NULL); SET synchronous_commit = on", connection))
            await table.ExecuteNonQueryAsync();
        await using var insert = new NpgsqlCommand("INSERT INTO raw (place, payload) VALUES ($1, $2)", connection)
        {
            Parameters = { new NpgsqlParameter<long>(), new NpgsqlParameter<string>() },
        };
        await insert.PrepareAsync();
        var watch = Stopwatch.StartNew();
        for (var row = 0; row < rows;)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            for (var left = group; left > 0 && row < rows; left--, row++)
            {
                ((NpgsqlParameter<long>)insert.Parameters[0]).TypedValue = row;
                ((NpgsqlParameter<string>)insert.Parameters[1]).TypedValue = Payload;
                // As a program that does nothing else would: its thread waits.
                _ = insert.ExecuteNonQuery();
            }
            await transaction.CommitAsync();
        }
        return rows / watch.Elapsed.TotalSeconds;
    }

    /// <returns>Rows per second.</returns>
    private static async Task<double> AtOnce(NpgsqlConnection connection, int rows, int group)
    {
        await using var insert = new NpgsqlCommand("INSERT INTO raw (place, payload) SELECT * FROM unnest($1, $2)", connection)
        {
            Parameters = { new NpgsqlParameter<long[]>(), new NpgsqlParameter<string[]>() },
        };
        await insert.PrepareAsync();
        ((NpgsqlParameter<string[]>)insert.Parameters[1]).TypedValue = [.. Enumerable.Repeat(Payload, group)];
        var watch = Stopwatch.StartNew();
        for (var row = 0; row < rows; row += group)
        {
            ((NpgsqlParameter<long[]>)insert.Parameters[0]).TypedValue = [.. Enumerable.Range(rows + row, group).Select(place => (long)place)];
            _ = insert.ExecuteNonQuery();
        }
        return rows / watch.Elapsed.TotalSeconds;
    }
}
