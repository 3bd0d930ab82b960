using System.Diagnostics;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Benchmarks;

/// <summary>The peer: one thread that does nothing but append each message's bytes as a row, committing batch by batch.</summary>
internal static class SqliteAppends
{
    /// <returns>Rows per second.</returns>
    public static double Go(List<byte[]> batches)
    {
        var folder = Directory.CreateTempSubdirectory("audiences-peer-").FullName;
        try
        {
            var rows = batches.ConvertAll(Rows);
            using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "peer.db")};Pooling=False");
            connection.Open();
            // The server's own settings, so that the difference is not in them.
            Run(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -131072; PRAGMA wal_autocheckpoint = 8192");
            Run(connection, "CREATE TABLE messages (place INTEGER PRIMARY KEY, payload TEXT NOT NULL)");
            var watch = Stopwatch.StartNew();
            var written = Append(connection.Handle!, rows);
            return written / watch.Elapsed.TotalSeconds;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Append(sqlite3 database, List<List<byte[]>> batches)
    {
        Check(raw.sqlite3_prepare_v2(database, "INSERT INTO messages (payload) VALUES (?)", out var insert));
        using var _ = insert;
        var written = 0;
        foreach (var batch in batches)
        {
            Check(raw.sqlite3_exec(database, "BEGIN IMMEDIATE"));
            foreach (var row in batch)
            {
                Check(raw.sqlite3_bind_text(insert, 1, row));
                if (raw.sqlite3_step(insert) != raw.SQLITE_DONE) throw new InvalidOperationException("The row was not written.");
                raw.sqlite3_reset(insert);
                written++;
            }
            Check(raw.sqlite3_exec(database, "COMMIT"));
        }
        return written;
    }

    private static List<byte[]> Rows(byte[] batch)
    {
        using var json = JsonDocument.Parse(batch);
        return [.. json.RootElement.GetProperty("batch").EnumerateArray().Select(message => JsonSerializer.SerializeToUtf8Bytes(message))];
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static void Check(int result)
    {
        if (result != raw.SQLITE_OK) throw new InvalidOperationException($"SQLite answered {result}.");
    }
}
