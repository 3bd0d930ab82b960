using Host.Storage;

namespace Tests.Storage;

public sealed class SqliteStore : StoreContract
{
    internal override StoreUnderTest Make(WriterOptions? options) => new SqliteUnderTest(options);
}
