namespace Host.Storage.Sqlite;

/// <summary>The file <c>audiences.db</c> in the data folder.</summary>
internal sealed class SqliteDatabase(string folder, WriterOptions options) : Database(options, Math.Clamp(Environment.ProcessorCount, 2, 8))
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
        PRAGMA wal_autocheckpoint = 8192;
        PRAGMA journal_size_limit = 67108864;
        """;

    const string Reading = """
        PRAGMA busy_timeout = 5000;
        PRAGMA query_only = ON;
        PRAGMA temp_store = MEMORY;
        PRAGMA cache_size = -16384;
        """;

    public string File { get; } = Path.Combine(folder, "audiences.db");

    protected override string Dialect => "Sqlite";

    protected override Session OpenWriter()
    {
        Directory.CreateDirectory(folder);
        return SqliteSession.Open(File, writes: true, Writing);
    }

    protected override Session OpenReader() => SqliteSession.Open(File, writes: false, Reading);
}
