using Host.Storage;
using Host.Storage.PostgreSql;
using Npgsql;
using Tests.Support;

namespace Tests.Storage;

/// <summary>The log of an earlier version, one table, becomes a table a month.</summary>
[Collection(SharedPostgreSql.Name)]
public sealed class KeptLogMigrationTests(SharedPostgreSql shared)
{
    const int Before = 17;

    /// <summary>900 days, ten entries and a mark a day; the last two entries are dated on either side of a month's beginning.</summary>
    const string OldLog = """
        INSERT INTO tenants (id, created_at) VALUES ('t1', 0);
        INSERT INTO partitions (log, tenant, partition, epoch, position, next_slot) VALUES (1, 't1', 0, 1, 9000, 8);
        INSERT INTO membership_log (place, at, ordinal, build, version, slot, entered, cause, announced, contact, tenant, book, audience)
        SELECT 1099511627776 + n, 1704067200000 + n::bigint * 8640000, n % 3, 1, 1, n % 8, n % 2, 1, 1, gen_random_uuid(), 't1', 'b1', 'a' || n % 4 FROM generate_series(1, 8998) n;
        INSERT INTO membership_log SELECT 1099511627776 + 8999, 1769904000000 - 1, 0, build, version, slot, entered, cause, announced, contact, tenant, book, audience FROM membership_log WHERE place = 1099511627777;
        INSERT INTO membership_log SELECT 1099511627776 + 9000, 1769904000000, 0, build, version, slot, entered, cause, announced, contact, tenant, book, audience FROM membership_log WHERE place = 1099511627777;
        INSERT INTO marks (place, at, ordinal, build, version, kind, cause, announcing, tenant, book, audience, since, entered, gone)
        SELECT 1099511627776 + n * 10, 1704067200000 + n::bigint * 86400000, 1, 1, 1, n % 5, 1, 1, 't1', 'b1', 'a1', '', decode('0001', 'hex'), '' FROM generate_series(1, 890) n
        """;

    const string Rows = """
        SELECT (SELECT md5(string_agg(row(place, at, ordinal, build, version, slot, entered, cause, announced, contact, tenant, book, audience)::text, '|' ORDER BY place, ordinal)) FROM membership_log)
            || (SELECT md5(string_agg(row(place, at, ordinal, build, version, kind, cause, announcing, tenant, book, audience, since, entered, gone)::text, '|' ORDER BY place)) FROM marks)
        """;

    [FactNeeding(Needs.PostgreSql)]
    public async Task Nothing_of_it_is_lost_also_when_it_breaks_off_in_the_middle()
    {
        var schema = shared.NewSchema();
        await shared.Server.Do($"CREATE SCHEMA {schema}");
        using var connections = new PostgreSqlConnections($"{shared.Server.ConnectionString};Search Path={schema}");
        In(connections, session =>
        {
            Migrations(number => number < Before).Apply(session);
            session.Script(OldLog);
        });
        var old = Ask(connections, Rows);

        // As a crash does it: everything is done and nothing of it committed.
        Assert.ThrowsAny<NpgsqlException>(() => In(connections, session =>
        {
            Migrations(_ => true).Apply(session);
            session.Script("SELECT pg_terminate_backend(pg_backend_pid())");
        }));
        Assert.Equal((old, "r"), (Ask(connections, Rows), Ask(connections, "SELECT relkind::text FROM pg_class WHERE oid = 'membership_log'::regclass")));
        Assert.Equal("0", Ask(connections, "SELECT count(*)::text FROM migrations WHERE number >= 17"));

        await using var store = new PostgreSqlUnderTest(shared.Server, schema, null);
        await store.Open();

        Assert.Equal((old, "p"), (Ask(connections, Rows), Ask(connections, "SELECT relkind::text FROM pg_class WHERE oid = 'membership_log'::regclass")));
        Assert.Equal("30", Ask(connections, "SELECT count(*)::text FROM pg_inherits WHERE inhparent = 'membership_log'::regclass"));
        Assert.Equal("1", Ask(connections, "SELECT count(*)::text FROM membership_log_2026_01 WHERE place = 1099511627776 + 8999"));
        Assert.Equal("1", Ask(connections, "SELECT count(*)::text FROM membership_log_2026_02 WHERE place = 1099511627776 + 9000"));
        var records = await store.Partitions.Memberships("t1", 0, 8_990, default).ToListAsync();
        Assert.Equal(10, records.Count(record => record.Entry is not null));
        // And it is written on, into months that were not there.
        var epoch = (await store.Partitions.Open("t1", 0, default)).Epoch;
        var row = Some.Mark(Some.Served([1], []) with { At = new(1_900_000_000_000) });
        Assert.Equal(9_001, (await store.Partitions.Append(new("t1", 0, epoch, [row]), default)).First);
    }

    static Migrations Migrations(Func<int, bool> wanted)
    {
        const string prefix = "Migrations/PostgreSql/";
        var assembly = typeof(Migrations).Assembly;
        return new([.. assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => Migration.Load(assembly, name, name[prefix.Length..])).Where(migration => wanted(migration.Number)).OrderBy(migration => migration.Number)]);
    }

    static void In(PostgreSqlConnections connections, Action<Session> act)
    {
        using var session = new PostgreSqlSession(connections.Writer());
        session.Begin();
        act(session);
        session.Flush();
        session.Commit();
    }

    static string Ask(PostgreSqlConnections connections, string sql)
    {
        var answer = "";
        In(connections, session =>
        {
            using var rows = session.Query(sql);
            answer = rows.Next() ? rows.Text(0) : throw new InvalidOperationException($"Nothing came of {sql}");
        });
        return answer;
    }
}
