using Host.Storage;
using Host.Storage.Sqlite;

namespace Tests.Storage;

public sealed class MigrationTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("audiences-migrations-").FullName;
    readonly Migration first = Migration.From("0001_first.sql", "CREATE TABLE one (x INTEGER);\n");
    readonly Migration second = Migration.From("0002_second.sql", "CREATE TABLE two (x INTEGER);\nINSERT INTO two VALUES (1);\n");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Each_is_applied_once_and_in_order()
    {
        Apply(first);
        Apply(first, second);
        Apply(first, second);
        Assert.Equal(1, Count("SELECT count(*) FROM two"));
        Assert.Equal(2, Count("SELECT count(*) FROM migrations"));
    }

    [Fact]
    public void One_that_was_altered_is_refused_by_name_and_changes_nothing()
    {
        Apply(first);
        var altered = Migration.From(first.Name, first.Sql + "-- better\n");
        var error = Assert.Throws<MigrationException>(() => Apply(altered, second));
        Assert.Contains("0001_first.sql was altered", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, Count("SELECT count(*) FROM migrations"));
    }

    [Fact]
    public void A_newer_database_is_refused()
    {
        Apply(first, second);
        var error = Assert.Throws<MigrationException>(() => Apply(first));
        Assert.Contains("newer version", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_fails_leaves_the_tables_as_they_were()
    {
        var broken = Migration.From("0002_broken.sql", "CREATE TABLE two (x INTEGER);\nCREATE TABLE one (x INTEGER);\n");
        Assert.ThrowsAny<Exception>(() => Apply(first, broken));
        Assert.Equal(0, Count("SELECT count(*) FROM sqlite_master"));
    }

    [Fact]
    public void Line_ends_do_not_count() =>
        Assert.Equal(first.Checksum, Migration.From(first.Name, first.Sql.ReplaceLineEndings("\r\n")).Checksum);

    /// <summary>The first of PostgreSQL is what ten of SQLite came to. A number means the same tables in both.</summary>
    [Fact]
    public void The_programs_own_are_numbered_without_gaps_up_to_the_same_in_both_dialects()
    {
        var (sqlite, postgreSql) = (Numbers("Sqlite"), Numbers("PostgreSql"));
        Assert.Equal(Enumerable.Range(1, sqlite.Length), sqlite);
        Assert.Equal(sqlite[9..], postgreSql);

        static int[] Numbers(string dialect) => [.. typeof(Migrations).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith($"Migrations/{dialect}/", StringComparison.Ordinal)).Select(name => int.Parse(Path.GetFileName(name)[..4])).Order()];
    }

    void Apply(params Migration[] migrations)
    {
        using var session = Open();
        session.Begin();
        new Migrations(migrations).Apply(session);
        session.Commit();
    }

    long Count(string sql)
    {
        using var session = Open();
        using var rows = session.Query(sql);
        rows.Next();
        return rows.Long(0);
    }

    SqliteSession Open() => SqliteSession.Open(Path.Combine(folder, "m.db"), writes: true, "PRAGMA journal_mode = WAL");
}
