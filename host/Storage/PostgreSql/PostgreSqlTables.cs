using Host.Storage.Backups;

namespace Host.Storage.PostgreSql;

/// <summary>What tables there are, as PostgreSQL tells it.</summary>
internal static class PostgreSqlTables
{
    // Migrations, and who writes, are this database's own.
    const string Columns = """
        SELECT c.relname::text, a.attname::text, t.typname::text FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        JOIN pg_type t ON t.oid = a.atttypid
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname NOT IN ('migrations', 'writer_epoch')
        ORDER BY c.oid, a.attnum
        """;

    const string Identities = """
        SELECT c.relname::text, a.attname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = current_schema()::regnamespace AND a.attidentity <> ''
        """;

    /// <summary>As they were made: none refers to a later one.</summary>
    public static IReadOnlyList<TableShape> Of(Session session)
    {
        // Dropping a month is seen by transactions that began before it: who reads everything keeps the months there from its first statement on.
        session.Execute("LOCK TABLE membership_log, marks IN ACCESS SHARE MODE");
        var tables = new List<TableShape>();
        using var rows = session.Query(Columns);
        while (rows.Next())
        {
            if (tables.Count == 0 || tables[^1].Name != rows.Text(0)) tables.Add(new(rows.Text(0), []));
            tables[^1] = tables[^1] with { Columns = tables[^1].Columns.Add(new(rows.Text(1), KindOf(rows.Text(2)))) };
        }
        return tables;
    }

    public static void Align(Session session)
    {
        var identities = new List<(string Table, string Column)>();
        using (var rows = session.Query(Identities))
            while (rows.Next()) identities.Add((rows.Text(0), rows.Text(1)));
        foreach (var (table, column) in identities)
        {
            using var aligned = session.Query($"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), coalesce((SELECT max({column}) FROM {table}), 0) + 1, false)");
            while (aligned.Next()) { }
        }
    }

    static ColumnKind KindOf(string type) => type switch
    {
        "int8" or "int4" or "int2" => ColumnKind.Number,
        "text" => ColumnKind.Text,
        "bytea" => ColumnKind.Bytes,
        "uuid" => ColumnKind.Id,
        _ => throw new NotSupportedException($"There is a column of {type}."),
    };
}
