using Npgsql;
using NpgsqlTypes;

namespace Host.Storage.PostgreSql;

/// <summary>
/// Rows for one table that wait to be written by one statement, column by column: the server takes them several times faster than one
/// by one, and the thread waits once.
/// </summary>
/// <param name="sql">Of one row: INSERT INTO table (columns) VALUES ($1, $2…), and after it perhaps ON CONFLICT.</param>
internal sealed class PostgreSqlInserts(NpgsqlConnection connection, string sql) : IDisposable
{
    public const int Most = 4_096;

    const string Values = "VALUES";

    readonly string head = sql[..sql.IndexOf(Values, StringComparison.Ordinal)];
    readonly string tail = sql[(sql.IndexOf(')', sql.IndexOf(Values, StringComparison.Ordinal)) + 1)..];
    readonly Dictionary<UInt128, NpgsqlCommand> commands = [];
    readonly List<Arg[]> rows = [];

    public string Table { get; } = sql.Split(' ', 4)[2];

    public int Count => rows.Count;

    public void Add(ReadOnlySpan<Arg> row) => rows.Add(row.ToArray());

    public void Clear() => rows.Clear();

    public void Write()
    {
        if (rows.Count == 0) return;
        var kinds = Kinds();
        var signature = PostgreSqlStatement.Signature(kinds);
        if (!commands.TryGetValue(signature, out var command)) commands.Add(signature, command = Prepared(kinds));
        var next = 0;
        for (var column = 0; column < kinds.Length; column++)
            if (kinds[column] != ArgKind.Null) command.Parameters[next++].Value = Column(column, kinds[column]);
        command.ExecuteNonQuery();
        rows.Clear();
    }

    public void Dispose()
    {
        foreach (var command in commands.Values) command.Dispose();
    }

    /// <summary>Of each column; null when no row has a value in it.</summary>
    ArgKind[] Kinds()
    {
        var kinds = new ArgKind[rows[0].Length];
        foreach (var row in rows)
            for (var column = 0; column < kinds.Length; column++)
                if (row[column].Kind != ArgKind.Null) kinds[column] = row[column].Kind;
        return kinds;
    }

    NpgsqlCommand Prepared(ArgKind[] kinds)
    {
        var given = kinds.Count(kind => kind != ArgKind.Null);
        var (values, number) = (new List<string>(), 0);
        foreach (var kind in kinds) values.Add(kind == ArgKind.Null ? "NULL" : $"c{++number}");
        var (arrays, names) = (Numbered("$", given), Numbered("c", given));
        var command = new NpgsqlCommand($"{head}SELECT {string.Join(", ", values)} FROM unnest({arrays}) AS rows ({names}){tail}", connection);
        foreach (var kind in kinds.Where(kind => kind != ArgKind.Null))
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | PostgreSqlStatement.TypeOf(kind) });
        command.Prepare();
        return command;
    }

    static string Numbered(string letter, int count) => string.Join(", ", Enumerable.Range(1, count).Select(number => $"{letter}{number}"));

    Array Column(int column, ArgKind kind) => kind switch
    {
        ArgKind.Number => HasNull(column) ? Of(column, static arg => arg.Kind == ArgKind.Null ? (long?)null : arg.Number) : Of(column, static arg => arg.Number),
        ArgKind.Text => Of(column, static arg => arg.Kind == ArgKind.Null ? null : PostgreSqlText.Stored(arg.Text)),
        ArgKind.Id => HasNull(column) ? Of(column, static arg => arg.Kind == ArgKind.Null ? (Guid?)null : PostgreSqlStatement.IdOf(arg)) : Of(column, static arg => PostgreSqlStatement.IdOf(arg)),
        _ => Of(column, static arg => arg.Kind == ArgKind.Null ? null : arg.OwnBytes),
    };

    bool HasNull(int column) => rows.Exists(row => row[column].Kind == ArgKind.Null);

    T[] Of<T>(int column, Func<Arg, T> value)
    {
        var values = new T[rows.Count];
        for (var row = 0; row < values.Length; row++) values[row] = value(rows[row][column]);
        return values;
    }
}
