using Host.Storage;
using Host.Storage.PostgreSql;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Tests.Support;

namespace Tests.Storage;

/// <summary>A schema of its own in a database that tests share.</summary>
sealed class PostgreSqlUnderTest(PostgreSqlServer server, string schema, WriterOptions? options) : StoreUnderTest
{
    readonly TempFolder folder = new();

    public override byte[] OnDisk()
    {
        // What is overwritten is taken out by a thread of its own.
        Assert.True(SpinWait.SpinUntil(() => ((PostgreSqlDatabase)Database).IsScrubbed, TimeSpan.FromSeconds(20)), "The tables were not vacuumed.");
        using var connection = new NpgsqlConnection($"{server.ConnectionString};Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(Pages, connection) { Parameters = { new() { Value = schema } } };
        using var rows = command.ExecuteReader();
        var all = new MemoryStream();
        while (rows.Read()) all.Write(rows.GetFieldValue<byte[]>(0));
        return all.ToArray();
    }

    protected override void Register(IServiceCollection collection)
    {
        Do($"CREATE SCHEMA IF NOT EXISTS {schema}");
        collection.AddPostgreSqlStorage($"{server.ConnectionString};Search Path={schema}", folder.Path);
        if (options is not null) collection.AddSingleton(options);
    }

    protected override void Remove()
    {
        Do($"DROP SCHEMA {schema} CASCADE");
        folder.Dispose();
    }

    void Do(string sql)
    {
        using var connection = new NpgsqlConnection($"{server.ConnectionString};Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    /// <summary>Every version of every row and every entry of an index that has not been vacuumed, whoever may see it.</summary>
    const string Pages = """
        WITH relations AS (
            SELECT c.oid, c.relkind, c.oid::regclass::text AS name, pg_relation_size(c.oid) / 8192 AS pages FROM pg_class c
            WHERE c.relkind IN ('r', 'i', 't') AND (
                c.relnamespace = to_regnamespace($1)
                OR c.oid IN (SELECT reltoastrelid FROM pg_class WHERE relnamespace = to_regnamespace($1))))
        SELECT t_data FROM relations, generate_series(0, pages - 1) page, public.heap_page_items(public.get_raw_page(name, page))
        WHERE relkind <> 'i' AND t_data IS NOT NULL
        UNION ALL
        SELECT decode(replace(data, ' ', ''), 'hex') FROM relations, generate_series(1, pages - 1) page, public.bt_page_items(name, page)
        WHERE relkind = 'i' AND data IS NOT NULL
        """;
}
