using System.Globalization;
using System.Text;
using Npgsql;

namespace Host.Storage.PostgreSql;

/// <summary>
/// The rows of a query as they come in. A connection carries one query at a time: when another begins, the rest of this one's rows
/// are taken into memory.
/// </summary>
internal sealed class PostgreSqlRows(PostgreSqlSession session, NpgsqlDataReader reader) : Rows
{
    Queue<object[]>? rest;
    object[]? row;

    public override bool Next()
    {
        if (rest is null) return session.Watched(reader, static reader => reader.Read());
        return rest.TryDequeue(out row);
    }

    /// <summary>Leaves the connection to another query.</summary>
    public void StepAside()
    {
        var kept = new Queue<object[]>();
        // The row that is being looked at stays.
        if (reader.IsOnRow) row = Values();
        while (session.Watched(reader, static reader => reader.Read())) kept.Enqueue(Values());
        rest = kept;
        reader.Dispose();
    }

    public override bool IsNull(int column) => row is null ? reader.IsDBNull(column) : row[column] is DBNull;

    public override long Long(int column) =>
        row is null ? reader.GetInt64(column) : Convert.ToInt64(row[column], CultureInfo.InvariantCulture);

    public override string Text(int column) =>
        PostgreSqlText.Read(row is null ? reader.GetString(column) : (string)row[column]);

    public override ReadOnlySpan<byte> Span(int column) => row is null ? reader.GetFieldValue<byte[]>(column)
        : row[column] is string text ? Encoding.UTF8.GetBytes(text)
        : (byte[])row[column];

    public override ReadOnlySpan<byte> Utf8(int column) => Encoding.UTF8.GetBytes(Text(column));

    public override Guid Id(int column) => row is null ? reader.GetGuid(column) : (Guid)row[column];

    public override void Dispose()
    {
        if (rest is null) session.Watched(reader, static reader => { reader.Dispose(); return true; });
        session.Ended(this);
    }

    object[] Values()
    {
        var values = new object[reader.FieldCount];
        reader.GetValues(values);
        return values;
    }
}
