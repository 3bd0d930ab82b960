using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Host.Storage.Sqlite;

/// <summary>A prepared statement and the cursor over its rows.</summary>
internal sealed class SqliteRows(sqlite3 database, sqlite3_stmt statement) : Rows
{
    public void Bind(ReadOnlySpan<Arg> args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            ref readonly var arg = ref args[i];
            var result = arg.Kind switch
            {
                ArgKind.Number => raw.sqlite3_bind_int64(statement, i + 1, arg.Number),
                ArgKind.Text => raw.sqlite3_bind_text(statement, i + 1, arg.Text),
                ArgKind.Bytes or ArgKind.Id => raw.sqlite3_bind_blob(statement, i + 1, arg.Bytes.Span),
                ArgKind.Ids or ArgKind.Texts => throw new NotSupportedException("SQLite has no arrays; it is asked one by one."),
                _ => raw.sqlite3_bind_null(statement, i + 1),
            };
            SqliteException.ThrowExceptionForRC(result, database);
        }
    }

    public override bool Next()
    {
        var result = raw.sqlite3_step(statement);
        if (result == raw.SQLITE_ROW) return true;
        if (result == raw.SQLITE_DONE) return false;
        try
        {
            SqliteException.ThrowExceptionForRC(result, database);
            return false;
        }
        finally
        {
            raw.sqlite3_reset(statement);
        }
    }

    public override bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;
    public override long Long(int column) => raw.sqlite3_column_int64(statement, column);

    // By length, not by the terminating zero: text may hold U+0000.
    public override string Text(int column) => Encoding.UTF8.GetString(Span(column));
    public override ReadOnlySpan<byte> Span(int column) => raw.sqlite3_column_blob(statement, column);
    public override ReadOnlySpan<byte> Utf8(int column) => Span(column);
    public override Guid Id(int column) => new(Span(column), bigEndian: true);

    // Its result repeats the error of the last step, which has been thrown.
    public override void Dispose() => raw.sqlite3_reset(statement);

    public void Finish() => statement.Dispose();
}
