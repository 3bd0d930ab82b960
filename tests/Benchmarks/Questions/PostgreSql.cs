using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Benchmarks.Questions;

/// <summary>PostgreSQL of the machine's own, on a folder and a port that it has to itself.</summary>
internal sealed class PostgreSql : IPeer
{
    private const string Settings =
        """
        listen_addresses = '127.0.0.1'
        unix_socket_directories = ''
        shared_buffers = 2GB
        work_mem = 256MB
        maintenance_work_mem = 1GB
        effective_cache_size = 8GB
        max_wal_size = 8GB
        random_page_cost = 1.1
        autovacuum = off
        """;

    private readonly string folder;
    private readonly NpgsqlConnection connection;

    private PostgreSql(string folder, NpgsqlConnection connection) => (this.folder, this.connection) = (folder, connection);

    public string Name => "postgresql";

    public static async Task Load(string folder, PeerFiles files)
    {
        Directory.CreateDirectory(folder);
        if (Environment.IsPrivilegedProcess) await Run(["chown", "postgres", folder]);
        await Do("initdb", "--pgdata", folder, "--username", "benchmark", "--auth", "trust", "--encoding", "UTF8", "--locale", "C");
        await using var started = await Start(folder);
        await started.Write($"CREATE TABLE contacts ({Tables.Contacts("TEXT")}); CREATE TABLE events ({Tables.Events})");
        await started.Copy("contacts", files.Contacts);
        await started.Copy("events", files.Events);
        await started.Write(
            """
            ALTER TABLE contacts ALTER tags TYPE TEXT[] USING string_to_array(tags, ' ');
            ALTER TABLE contacts ADD PRIMARY KEY (id);
            CREATE INDEX ON contacts (plan, country);
            CREATE INDEX ON contacts (points);
            CREATE INDEX ON contacts (last_seen, created_at);
            CREATE INDEX ON contacts USING GIN (tags);
            CREATE INDEX ON events (name, happened, contact);
            CREATE INDEX ON events (contact, name, happened);
            CREATE INDEX ON events USING BRIN (happened)
            """);
        await started.Write("VACUUM (ANALYZE, FREEZE)");
    }

    /// <summary>All is done in one transaction, which is never committed.</summary>
    public static async Task<PostgreSql> Open(string folder)
    {
        var opened = await Start(folder);
        await opened.Write("BEGIN");
        return opened;
    }

    public async Task Write(string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    public async Task<(long Count, double Milliseconds)> Ask(string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.PrepareAsync();
        var watch = Stopwatch.StartNew();
        var count = (long)(await command.ExecuteScalarAsync())!;
        return (count, watch.Elapsed.TotalMilliseconds);
    }

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        await Do("pg_ctl", "stop", "--pgdata", folder, "--mode", "fast", "--silent");
    }

    private static async Task<PostgreSql> Start(string folder)
    {
        // A run that was broken off has left it behind.
        if (await Run(Program("pg_ctl", "status", "--pgdata", folder)) == 0) await Do("pg_ctl", "stop", "--pgdata", folder, "--mode", "immediate", "--silent");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        listener.Stop();
        var options = string.Join(' ', Settings.Split('\n').Select(line => line.Split(" = ")).Select(setting => $"-c {setting[0]}={setting[1]}"));
        await Do("pg_ctl", "start", "--wait", "--silent", "--pgdata", folder, "--log", Path.Combine(folder, "server.log"), "--options", $"-p {port} {options}");
        var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={port};Username=benchmark;Database=postgres;Pooling=false");
        await connection.OpenAsync();
        return new(folder, connection);
    }

    private async Task Copy(string table, string file)
    {
        await using var into = await connection.BeginTextImportAsync($"COPY {table} FROM STDIN (FORMAT csv)");
        using var lines = File.OpenText(file);
        var buffer = new char[1 << 16];
        while (await lines.ReadAsync(buffer) is > 0 and var read) await into.WriteAsync(buffer.AsMemory(0, read));
    }

    private static async Task Do(string program, params string[] arguments)
    {
        if (await Run(Program(program, arguments)) is not 0 and var code)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {code}; what it said is above.");
    }

    /// <summary>One of PostgreSQL's own, run as the user <c>postgres</c> when this one may do everything: the server refuses that.</summary>
    private static string[] Program(string name, params string[] arguments)
    {
        var versions = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [];
        var path = versions.Order().Select(version => Path.Combine(version, "bin", name)).LastOrDefault(File.Exists)
            ?? throw new InvalidOperationException("PostgreSQL is not installed: apt-get install postgresql, or --alone to ask without peers.");
        return Environment.IsPrivilegedProcess ? ["runuser", "-u", "postgres", "--", path, .. arguments] : [path, .. arguments];
    }

    /// <returns>Its exit code.</returns>
    private static async Task<int> Run(string[] line)
    {
        // What it says when all is well is not for the run's own output.
        using var process = Process.Start(new ProcessStartInfo(line[0], line[1..]) { WorkingDirectory = "/", RedirectStandardOutput = true })!;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
