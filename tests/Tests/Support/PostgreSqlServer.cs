using System.Diagnostics;
using Npgsql;

namespace Tests.Support;

/// <summary>A PostgreSQL server of the machine's own programs, on a folder and a socket of its own.</summary>
internal sealed class PostgreSqlServer : IAsyncDisposable
{
    /// <summary>Where the connections of a server of ours are listed.</summary>
    public const string OursIn = "FROM pg_stat_activity WHERE application_name = 'audiences'";

    const string User = "audiences", Database = "postgres";

    readonly TempFolder folder = new();
    readonly string options;
    bool runs;

    PostgreSqlServer(string options) => this.options = options;

    public string ConnectionString => $"Host={folder.Path};Username={User};Database={Database}";

    /// <summary>What a server of ours is told to work on it.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["Storage__Provider"] = "PostgreSql", ["ConnectionStrings__Audiences"] = ConnectionString,
    };

    /// <param name="durable">False: what it has acknowledged is lost with the machine, for tests that do not care.</param>
    public static async Task<PostgreSqlServer> Start(bool durable, string more = "")
    {
        var server = new PostgreSqlServer((durable ? "" : "-c fsync=off -c synchronous_commit=off -c full_page_writes=off ") + more);
        try
        {
            if (Environment.IsPrivilegedProcess) await Run("chown", "postgres", server.folder.Path);
            await Program("initdb", "--pgdata", server.Data, "--username", User, "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync", "--no-instructions");
            await server.StartAgain();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async Task StartAgain()
    {
        await Program(
            "pg_ctl", "start", "--wait", "--silent", "--pgdata", Data, "--log", folder.File("log"), "--options",
            $"-c listen_addresses='' -c unix_socket_directories={folder.Path} -c autovacuum=off -c shared_buffers=64MB {options}");
        runs = true;
    }

    /// <param name="mode">fast lets nobody finish; immediate is a crash.</param>
    public async Task Stop(string mode)
    {
        await Program("pg_ctl", "stop", "--wait", "--silent", "--pgdata", Data, "--mode", mode);
        runs = false;
    }

    public async Task<NpgsqlConnection> Open()
    {
        var connection = new NpgsqlConnection($"{ConnectionString};Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    public async Task Do(string sql)
    {
        await using var connection = await Open();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Ends the connection that holds the lease on a schema's tables; what else its process has open stays.</summary>
    public Task CutLease(string schema) => Do(
        $"""
        SELECT pg_terminate_backend(pid) FROM pg_locks
        WHERE locktype = 'advisory' AND classid = 1098212401 AND granted AND objid = hashtext('{schema}')::oid
        """);

    public async Task<T> Ask<T>(string sql)
    {
        await using var connection = await Open();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>A place of the log is given out once, though no key of its tables could say so.</summary>
    public async Task NoPlaceIsThereTwice() => Assert.Equal(0, await Ask<long>(
        """
        SELECT count(*) FROM (
            SELECT 1 FROM membership_log GROUP BY place, ordinal HAVING count(*) > 1
            UNION ALL SELECT 1 FROM marks GROUP BY place HAVING count(*) > 1) twice
        """));

    public async ValueTask DisposeAsync()
    {
        if (runs) await Stop("immediate");
        folder.Dispose();
    }

    string Data => folder.File("data");

    /// <summary>One of PostgreSQL's own, as the user <c>postgres</c> when this one may do everything: the server refuses that.</summary>
    static Task Program(string name, params string[] arguments)
    {
        var path = Path.Combine(Needs.PostgreSqlPrograms ?? throw new InvalidOperationException("PostgreSQL is not installed."), name);
        return Environment.IsPrivilegedProcess ? Run("runuser", ["-u", "postgres", "--", path, .. arguments]) : Run(path, arguments);
    }

    static async Task Run(string program, params string[] arguments)
    {
        // Not piped: a server that goes on would hold the pipe open.
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$@\" >/dev/null", "sh", program, .. arguments]) { WorkingDirectory = "/" })!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }
}
