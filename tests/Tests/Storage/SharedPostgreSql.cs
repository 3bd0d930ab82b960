using Tests.Support;

namespace Tests.Storage;

/// <summary>One server for all tests that neither stop it nor ask whether it keeps its word: it does not write through to the disk.</summary>
public sealed class SharedPostgreSql : IAsyncLifetime
{
    public const string Name = "PostgreSQL";

    int schemas;

    internal PostgreSqlServer Server { get; private set; } = null!;

    public string NewSchema() => $"s{Interlocked.Increment(ref schemas)}";

    public async Task InitializeAsync()
    {
        if (Needs.Missing(Needs.PostgreSql) is not null) return;
        Server = await PostgreSqlServer.Start(durable: false);
        await Server.Do("CREATE EXTENSION pageinspect");
    }

    public async Task DisposeAsync()
    {
        if (Server is not null) await Server.DisposeAsync();
    }
}

[CollectionDefinition(SharedPostgreSql.Name)]
public sealed class PostgreSqlCollection : ICollectionFixture<SharedPostgreSql>;
