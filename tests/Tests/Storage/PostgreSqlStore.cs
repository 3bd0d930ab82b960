using Host.Storage;
using Tests.Support;

namespace Tests.Storage;

[Needing(Needs.PostgreSql)]
public sealed class PostgreSqlStore(PostgreSqlStore.Server server) : StoreContract, IClassFixture<PostgreSqlStore.Server>
{
    internal override StoreUnderTest Make(WriterOptions? options) => server.Make(options);

    internal override int SpoilCommit(Session session)
    {
        session.Execute("CREATE TABLE spoilt (x integer UNIQUE DEFERRABLE INITIALLY DEFERRED)");
        return session.Execute("INSERT INTO spoilt VALUES (1), (1)");
    }

    /// <summary>One for all tests of the class; it keeps nothing safe, because none of them pulls the plug.</summary>
    public sealed class Server : IAsyncLifetime
    {
        PostgreSqlServer server = null!;
        int made;

        public async Task InitializeAsync()
        {
            if (Needs.Missing(Needs.PostgreSql) is not null) return;
            server = await PostgreSqlServer.Start(durable: false);
            await server.Do("CREATE EXTENSION pageinspect");
        }

        public async Task DisposeAsync()
        {
            if (server is not null) await server.DisposeAsync();
        }

        internal StoreUnderTest Make(WriterOptions? options)
        {
            var schema = $"s{Interlocked.Increment(ref made)}";
            return new PostgreSqlUnderTest(server, schema, options);
        }
    }
}
