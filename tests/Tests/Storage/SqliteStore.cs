using System.Text;
using Host.Storage;

namespace Tests.Storage;

public sealed class SqliteStore : StoreContract
{
    internal override StoreUnderTest Make(WriterOptions? options) => new SqliteUnderTest(options);

    [Fact]
    public async Task A_journal_that_a_killed_process_left_is_cleared_at_the_next_start()
    {
        await using var killed = new SqliteUnderTest(null);
        await killed.Open();
        await killed.Database.Write(session => session.Execute("INSERT INTO settings (key, value) VALUES ('x', CAST('secret' AS BLOB))"), default);
        await killed.Database.Write(session => session.Execute("UPDATE settings SET value = x'00' WHERE key = 'x'"), default);
        await using var next = killed.Left();
        Assert.Contains("secret", Encoding.UTF8.GetString(next.OnDisk()), StringComparison.Ordinal);

        await next.Open();
        await next.Database.Write(_ => 0, default);

        Assert.DoesNotContain("secret", Encoding.UTF8.GetString(next.OnDisk()), StringComparison.Ordinal);
    }

    internal override int SpoilCommit(Session session)
    {
        session.Execute("PRAGMA defer_foreign_keys = ON");
        return session.Execute("INSERT INTO snapshots (log, position, data, checksum) VALUES (999, 0, x'', x'')");
    }
}
