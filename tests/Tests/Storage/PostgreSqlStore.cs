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
}
