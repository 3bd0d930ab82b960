using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Host.Storage.Sqlite;

/// <summary>The file <c>audiences.db</c> in the data folder.</summary>
internal class SqliteDatabase(string folder, WriterOptions options) : Database(options, Math.Clamp(Environment.ProcessorCount, 2, 8))
{
    // FULL: each COMMIT flushes the journal before it answers. The checkpoint threshold (pages) trades journal size for fewer
    // flushes of the main file; secure_delete overwrites what an erasure frees.
    const string Writing = """
        PRAGMA busy_timeout = 5000;
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA secure_delete = ON;
        PRAGMA foreign_keys = ON;
        PRAGMA temp_store = MEMORY;
        PRAGMA cache_size = -131072;
        PRAGMA wal_autocheckpoint = 1000;
        PRAGMA journal_size_limit = 67108864;
        """;

    const string Reading = """
        PRAGMA busy_timeout = 5000;
        PRAGMA query_only = ON;
        PRAGMA temp_store = MEMORY;
        PRAGMA cache_size = -8192;
        """;

    public const string FileName = "audiences.db";

    const string Language = "Sqlite";

    public string File { get; } = FileIn(folder);

    protected override string Dialect => Language;

    /// <summary>What a start would make of the folder's database; null when there is none. Changes nothing, beside a running server too.</summary>
    public static StoreState? Inspect(string folder)
    {
        var file = FileIn(folder);
        if (!System.IO.File.Exists(file)) return null;
        try
        {
            using var session = SqliteSession.Look(file);
            return Storage.Migrations.Of(Language).Compare(session);
        }
        catch (SqliteException error)
        {
            return new(0, 0, Unusable(file, error).Message);
        }
    }

    protected override Session OpenWriter()
    {
        Directory.CreateDirectory(folder);
        try
        {
            return SqliteSession.Open(File, writes: true, Writing);
        }
        catch (SqliteException error) when (error.SqliteErrorCode is raw.SQLITE_NOTADB or raw.SQLITE_CORRUPT or raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY)
        {
            throw Unusable(File, error);
        }
    }

    protected override Session OpenReader() => SqliteSession.Open(File, writes: false, Reading);

    static string FileIn(string folder) => Path.Combine(folder, FileName);

    static DatabaseUnusableException Unusable(string file, SqliteException error) => new(
        error.SqliteErrorCode switch
        {
            raw.SQLITE_NOTADB => $"{file} is not a database. Name another folder with Storage__Path, or restore the file from a backup.",
            raw.SQLITE_CORRUPT => $"{file} is damaged. Restore it from a backup; keep the damaged one, for what can be read of it.",
            raw.SQLITE_READONLY => $"{file} cannot be written by {Environment.UserName}. Give it and its folder to that user (chown), or name another with Storage__Path.",
            _ => $"{file} cannot be read ({error.Message}). Give it and its folder to the user {Environment.UserName} (chown), or name another with Storage__Path.",
        },
        error);
}
