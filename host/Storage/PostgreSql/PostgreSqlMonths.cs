using System.Globalization;
using Contracts;
using Host.Storage.Partitions;

namespace Host.Storage.PostgreSql;

/// <summary>The tables of single months: made before a row needs one, dropped when every partition's log begins after it.</summary>
/// <remarks>
/// Attached, not made in place: that would wait for a backup that reads the log, and everybody who writes with it. Dropping does wait, and gives up.
/// </remarks>
internal sealed class PostgreSqlMonths(PostgreSqlSession session)
{
    const string Months = """
        SELECT month.relname::text FROM pg_inherits
        JOIN pg_class month ON month.oid = inhrelid JOIN pg_class whole ON whole.oid = inhparent
        WHERE whole.relname = $1 AND whole.relnamespace = current_schema()::regnamespace ORDER BY 1
        """;

    readonly HashSet<int> made = [];

    /// <summary>Of a transaction that did not come about.</summary>
    public void Forget() => made.Clear();

    /// <summary>The month of that instant, and the one after it, have their tables.</summary>
    public void Make(Instant at)
    {
        var month = LogTables.MonthOf(at);
        if (!made.Add(month)) return;
        foreach (var table in LogTables.Names)
        {
            Make(table, month);
            Make(table, month + 1);
        }
    }

    /// <summary>Drops the months before the one in which the latest log begins; one with a row that still counts stays.</summary>
    public void Drop()
    {
        var (logs, latest) = Beginnings();
        var first = LogTables.MonthOf(latest);
        foreach (var table in LogTables.Names)
            foreach (var month in MonthsOf(table).Where(month => month < first && !logs.Exists(log => Counts(table, month, log))).ToArray())
            {
                session.Script($"SET LOCAL lock_timeout = '200ms'; DROP TABLE {LogTables.NameOf(table, month)}; SET LOCAL lock_timeout = '10s'");
                made.Clear();
            }
    }

    void Make(string table, int month)
    {
        var name = LogTables.NameOf(table, month);
        if (session.HasTable(name)) return;
        session.Script(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            CREATE TABLE {name} (LIKE {table} INCLUDING ALL);
            ALTER TABLE {table} ATTACH PARTITION {name} FOR VALUES FROM ({LogTables.StartOf(month).Ms}) TO ({LogTables.StartOf(month + 1).Ms})
            """));
    }

    (List<(long Log, long Begins)> Logs, Instant Latest) Beginnings()
    {
        var (logs, latest) = (new List<(long, long)>(), default(Instant));
        using var rows = session.Query("SELECT log, begins, begins_at FROM partitions");
        while (rows.Next())
        {
            logs.Add((rows.Long(0), rows.Long(1)));
            latest = Instant.Max(latest, rows.Instant(2));
        }
        return (logs, latest);
    }

    List<int> MonthsOf(string table)
    {
        var months = new List<int>();
        using var rows = session.Query(Months, table);
        while (rows.Next())
        {
            var first = DateTimeOffset.ParseExact(rows.Text(0)[table.Length..], "'_'yyyy'_'MM", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            months.Add(LogTables.MonthOf(Instant.From(first)));
        }
        return months;
    }

    bool Counts(string table, int month, (long Log, long Begins) log)
    {
        using var rows = session.Query(
            table == LogTables.Entries
                ? "SELECT 1 FROM membership_log WHERE at >= $1 AND at < $2 AND place > $3 AND place <= $4 LIMIT 1"
                : "SELECT 1 FROM marks WHERE at >= $1 AND at < $2 AND place > $3 AND place <= $4 LIMIT 1",
            LogTables.StartOf(month), LogTables.StartOf(month + 1), Place.Of(log.Log, log.Begins), Place.End(log.Log));
        return rows.Next();
    }
}
