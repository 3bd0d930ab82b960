using Host.Storage.PostgreSql;

namespace Host.Start;

/// <summary>Which database the operator chose.</summary>
internal static class DatabaseSettings
{
    /// <summary>How PostgreSQL is connected to; null for SQLite, whose file lies in the data folder.</summary>
    public static string? Read(IConfiguration configuration)
    {
        var (provider, connection) = (configuration["Storage:Provider"], configuration["ConnectionStrings:Audiences"]);
        if (string.IsNullOrEmpty(provider) || provider.Equals("Sqlite", StringComparison.OrdinalIgnoreCase))
            return string.IsNullOrEmpty(connection) ? null
                : throw new StartError("ConnectionStrings__Audiences is for Storage__Provider=PostgreSql. Set that too, or leave both away for SQLite.");
        if (!provider.Equals("PostgreSql", StringComparison.OrdinalIgnoreCase))
            throw new StartError($"Storage__Provider={provider} is not known. It may be Sqlite (the default) or PostgreSql.");
        if (string.IsNullOrEmpty(connection))
            throw new StartError("Storage__Provider=PostgreSql needs ConnectionStrings__Audiences, such as Host=db;Database=audiences;Username=audiences;Password=…");
        return PostgreSqlConnections.Mistake(connection) is { } mistake
            ? throw new StartError($"ConnectionStrings__Audiences is not right: {mistake}. It is like Host=db;Database=audiences;Username=audiences;Password=…")
            : connection;
    }
}
