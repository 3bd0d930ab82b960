using Host.Storage;

namespace Tests.Storage;

public sealed class SqliteStore : StoreContract
{
    internal override StoreUnderTest Make(WriterOptions? options) => new SqliteUnderTest(options);

    internal override int SpoilCommit(Session session)
    {
        session.Execute("PRAGMA defer_foreign_keys = ON");
        return session.Execute("INSERT INTO snapshots (log, position, data, checksum) VALUES (999, 0, x'', x'')");
    }
}
