using System.Data.Common;
using Npgsql;

namespace Host.Storage.PostgreSql;

/// <summary>Opens connections to one database, each for one thread that keeps it; and says in one line why it cannot be worked on.</summary>
internal sealed class PostgreSqlConnections : IDisposable
{
    public const int OldestVersion = 15;

    const int SecondsToConnect = 5, SecondsOfSilence = 10;

    // Statements are planned once, when tables may still be empty: where there is an index, it is meant to be used.
    const string Everywhere = "SET enable_seqscan = off; SET jit = off; SET idle_in_transaction_session_timeout = '30s'; ";

    // A commit that is acknowledged is on the disk, whatever the server's own habit is.
    const string Writing = """
        SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';
        SET lock_timeout = '10s'
        """;

    const string Reading = "SET default_transaction_read_only = on; SET default_transaction_isolation = 'repeatable read'";

    // The server is to notice soon that the machine which held the lease is gone.
    const string Holding = "SET tcp_keepalives_idle = 3; SET tcp_keepalives_interval = 1; SET tcp_keepalives_count = 3; SET lock_timeout = '10s'";

    readonly NpgsqlDataSource source;
    readonly NpgsqlConnectionStringBuilder settings;

    public PostgreSqlConnections(string connectionString)
    {
        settings = Read(connectionString);
        source = NpgsqlDataSource.Create(settings);
    }

    /// <summary>For people, without the password.</summary>
    public string Place => $"database {settings.Database ?? settings.Username} on {settings.Host}:{settings.Port}";

    /// <summary>Why the text is no connection string; null when it is one.</summary>
    public static string? Mistake(string connectionString)
    {
        try
        {
            return Read(connectionString).Host is { Length: > 0 } ? null : "it names no Host";
        }
        // Its own message may quote the password.
        catch (Exception mistake) when (mistake is ArgumentException or FormatException or KeyNotFoundException)
        {
            return $"it cannot be read ({mistake.GetType().Name})";
        }
    }

    public NpgsqlConnection Writer() => Open(Everywhere + Writing);

    public NpgsqlConnection Reader() => Open(Everywhere + Reading);

    public NpgsqlConnection Holder() => Open(Holding);

    /// <summary>For one statement outside transactions.</summary>
    public NpgsqlConnection Plain() => Open("SET lock_timeout = '10s'");

    /// <exception cref="DatabaseUnusableException">It would not work later either, without somebody's help.</exception>
    public void Verify(NpgsqlConnection connection)
    {
        using var ask = new NpgsqlCommand(
            """
            SELECT current_setting('server_version_num')::int / 10000, current_setting('server_encoding'), pg_is_in_recovery(),
                current_schema(), coalesce(has_schema_privilege(current_schema(), 'CREATE'), false), current_user
            """,
            connection);
        using var rows = ask.ExecuteReader();
        rows.Read();
        var wrong = rows.GetInt32(0) < OldestVersion ? $"is of PostgreSQL {rows.GetInt32(0)}; {OldestVersion} or later is needed."
            : rows.GetString(1) != "UTF8" ? $"has the encoding {rows.GetString(1)}. Make one with: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0."
            : rows.GetBoolean(2) ? "is a standby, which cannot be written. Name the primary in ConnectionStrings__Audiences."
            : rows.IsDBNull(3) ? "has none of the schemas of its search path. CREATE SCHEMA makes one; \"Search Path\" in ConnectionStrings__Audiences names another."
            : !rows.GetBoolean(4) ? $"does not let {rows.GetString(5)} make tables. GRANT CREATE, USAGE ON SCHEMA {rows.GetString(3)} TO {rows.GetString(5)}, or make it the database's owner."
            : null;
        if (wrong is not null) throw new DatabaseUnusableException($"The {Place} {wrong}");
    }

    /// <summary>Whether commits survive a power cut, as far as the server's own settings say.</summary>
    public static bool IsDurable(NpgsqlConnection connection)
    {
        using var ask = new NpgsqlCommand("SELECT current_setting('fsync') = 'on' AND current_setting('full_page_writes') = 'on'", connection);
        return ask.ExecuteScalar() is true;
    }

    public void Dispose() => source.Dispose();

    static NpgsqlConnectionStringBuilder Read(string text)
    {
        var settings = new NpgsqlConnectionStringBuilder(text)
        {
            // Threads keep their connections; statements are prepared by hand.
            Pooling = false, MaxAutoPrepare = 0, Multiplexing = false, Enlist = false,
            // Errors must not quote a person's data.
            IncludeErrorDetail = false, LogParameters = false,
        };
        var given = new DbConnectionStringBuilder { ConnectionString = text };
        if (!given.ContainsKey("Timeout")) settings.Timeout = SecondsToConnect;
        if (!given.ContainsKey("Application Name")) settings.ApplicationName = "audiences";
        // A socket in a folder has no such option.
        if (!given.ContainsKey("Tcp Keepalive") && settings.Host is [not ('/' or '@'), ..]) (settings.TcpKeepAlive, settings.TcpKeepAliveTime) = (true, SecondsOfSilence);
        return settings;
    }

    NpgsqlConnection Open(string first)
    {
        NpgsqlConnection? connection = null;
        try
        {
            connection = source.OpenConnection();
            using var command = new NpgsqlCommand(first, connection);
            command.ExecuteNonQuery();
            return connection;
        }
        catch (Exception failure)
        {
            connection?.Dispose();
            if (failure is PostgresException refused && Explain(refused) is { } reason)
                throw new DatabaseUnusableException($"The {Place} cannot be used: {reason}", refused);
            throw;
        }
    }

    string? Explain(PostgresException refused) => refused.SqlState switch
    {
        PostgresErrorCodes.InvalidCatalogName => $"the server has no such database. CREATE DATABASE makes it; ConnectionStrings__Audiences names another.",
        PostgresErrorCodes.InvalidPassword => $"the password of {settings.Username} is not right. ConnectionStrings__Audiences holds it.",
        PostgresErrorCodes.InvalidAuthorizationSpecification =>
            $"{settings.Username} is not let in ({refused.MessageText}). ConnectionStrings__Audiences names the user, pg_hba.conf says who is let in.",
        PostgresErrorCodes.InsufficientPrivilege => $"{settings.Username} may not connect to it. GRANT CONNECT ON DATABASE {settings.Database} TO {settings.Username}.",
        PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.UndefinedObject => refused.MessageText,
        _ => null,
    };
}
