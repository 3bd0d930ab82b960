using Host.Storage;
using Tests.Support;

namespace Tests.Storage;

[Needing(Needs.PostgreSql)]
[Collection(SharedPostgreSql.Name)]
public sealed class PostgreSqlStore(SharedPostgreSql shared) : StoreContract
{
    internal override StoreUnderTest Make(WriterOptions? options) => new PostgreSqlUnderTest(shared.Server, shared.NewSchema(), options);

    internal override int SpoilCommit(Session session)
    {
        session.Execute("CREATE TABLE spoilt (x integer UNIQUE DEFERRABLE INITIALLY DEFERRED)");
        return session.Execute("INSERT INTO spoilt VALUES (1), (1)");
    }
}
