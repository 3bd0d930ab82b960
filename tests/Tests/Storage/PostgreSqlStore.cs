using Host.Storage;
using Npgsql;
using Tests.Support;

namespace Tests.Storage;

[Needing(Needs.PostgreSql)]
[Collection(SharedPostgreSql.Name)]
public sealed class PostgreSqlStore(SharedPostgreSql shared) : StoreContract
{
    internal override StoreUnderTest Make(WriterOptions? options) => new PostgreSqlUnderTest(shared.Server, shared.NewSchema(), options);

    internal override int SpoilCommit(Session session)
    {
        session.Execute("CREATE TABLE spoilt (x integer UNIQUE DEFERRABLE INITIALLY DEFERRED)");
        return session.Execute("INSERT INTO spoilt VALUES (1), (1)");
    }

    [FactNeeding(Needs.PostgreSql)]
    public async Task A_transaction_in_which_a_statement_failed_is_not_taken_for_committed()
    {
        await using var store = Make(null);
        await store.Open();
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => store.Database.Write(
            session =>
            {
                session.Execute("INSERT INTO settings (key, value) VALUES ('x', $1)", new byte[1]);
                try
                {
                    session.Execute("INSERT INTO settings (key, value) VALUES ('x', $1)", new byte[1]);
                }
                catch (NpgsqlException)
                {
                    // As nobody should: COMMIT would roll back and say nothing.
                }
                return true;
            },
            default));
        Assert.False(await store.Database.Read(session => session.Query("SELECT 1 FROM settings WHERE key = 'x'").Next(), default));
    }

    [FactNeeding(Needs.PostgreSql)]
    public async Task Who_asks_while_he_still_reads_gets_all_of_both()
    {
        await using var store = Make(null);
        await store.Open();
        var seen = await store.Database.Read(
            session =>
            {
                var pairs = new List<string>();
                using var outer = session.Query("SELECT n, repeat('é', n::int), uuid_nil FROM (SELECT n, NULL AS uuid_nil FROM generate_series(1, $1) n) all_of_them", 50);
                while (outer.Next())
                {
                    using var inner = session.Query("SELECT m FROM generate_series(1, $1) m", outer.Long(0));
                    var sum = 0L;
                    while (inner.Next()) sum += inner.Long(0);
                    pairs.Add($"{outer.Int(0)} {outer.Text(1).Length} {outer.Span(1).Length} {outer.IsNull(2)} {sum}");
                }
                return pairs;
            },
            default);
        Assert.Equal(Enumerable.Range(1, 50).Select(n => $"{n} {n} {2 * n} True {n * (n + 1) / 2}"), seen);
    }

    [FactNeeding(Needs.PostgreSql)]
    public async Task It_has_the_tables_and_columns_that_sqlite_has()
    {
        await using var here = Make(null);
        await using var there = new SqliteUnderTest(null);
        await here.Open();
        await there.Open();
        // What is worked out (position) is a column there and a comment here; who may write is a file there.
        var sqlite = await Columns(there, "SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'");
        var postgreSql = await Columns(here, "SELECT table_name || '.' || column_name FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name) WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND table_name <> 'writer_epoch'");
        Assert.Equal(sqlite, postgreSql);
        Assert.True(sqlite.Count > 200, $"{sqlite.Count} columns");
    }

    [FactNeeding(Needs.PostgreSql)]
    public async Task Commits_wait_for_the_disk_also_where_the_servers_own_habit_is_not_to()
    {
        await using var store = Make(null);
        await store.Open();
        Assert.Equal("off", await shared.Server.Ask<string>("SHOW synchronous_commit"));
        Assert.Equal(["on"], await store.Database.Write(session => Texts(session, "SELECT current_setting('synchronous_commit')"), default));
    }

    static Task<SortedSet<string>> Columns(StoreUnderTest store, string sql) => store.Database.Read(session => Texts(session, sql), default);

    static SortedSet<string> Texts(Session session, string sql)
    {
        var texts = new SortedSet<string>(StringComparer.Ordinal);
        using var rows = session.Query(sql);
        while (rows.Next()) texts.Add(rows.Text(0));
        return texts;
    }
}
