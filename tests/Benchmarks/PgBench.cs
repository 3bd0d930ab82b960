using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Npgsql;

namespace Benchmarks;

/// <summary>PostgreSQL's own pgbench, inserting the same bytes in the same batches: one transaction with one statement of many rows.</summary>
internal static partial class PgBench
{
    private const string Programs = "/usr/lib/postgresql";

    /// <returns>Rows per second of so many clients together; null where pgbench is not installed.</returns>
    public static double? Go(string database, string payload, int rows, int group, int clients)
    {
        if (Find() is not { } program)
            return null;
        var folder = Directory.CreateTempSubdirectory("audiences-pgbench-").FullName;
        try
        {
            var script = Path.Combine(folder, "insert.sql");
            File.WriteAllText(script, Script(payload, group));
            var each = Math.Max(1, rows / group / clients);
            var said = Run(program, database, [
                "--no-vacuum", "--client", $"{clients}", "--jobs", $"{Math.Min(clients, Environment.ProcessorCount)}", "--transactions", $"{each}", "--file", script]);
            var tps = Tps().Match(said) is { Success: true } match ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
                : throw new InvalidOperationException($"pgbench said nothing of transactions:\n{said}");
            return tps * group;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string? Find() => !Directory.Exists(Programs) ? null : Directory.GetDirectories(Programs).Order(StringComparer.Ordinal)
        .Select(version => Path.Combine(version, "bin", "pgbench")).LastOrDefault(File.Exists);

    private static string Script(string payload, int group)
    {
        var script = new StringBuilder("BEGIN;\nINSERT INTO pgbench_rows (payload) VALUES ");
        for (var row = 0; row < group; row++)
            script.Append(row == 0 ? "" : ",").Append("('").Append(payload.Replace("'", "''", StringComparison.Ordinal)).Append("')");
        return script.Append(";\nCOMMIT;\n").ToString();
    }

    private static string Run(string program, string database, string[] arguments)
    {
        var settings = new NpgsqlConnectionStringBuilder(database);
        using (var connection = new NpgsqlConnection($"{database};Pooling=false"))
        {
            connection.Open();
            using var table = new NpgsqlCommand(
                "DROP TABLE IF EXISTS pgbench_rows; CREATE TABLE pgbench_rows (place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, payload text NOT NULL)", connection);
            table.ExecuteNonQuery();
        }
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        foreach (var (name, value) in new[]
        {
            ("PGHOST", settings.Host), ("PGPORT", $"{settings.Port}"), ("PGUSER", settings.Username), ("PGDATABASE", settings.Database), ("PGPASSWORD", settings.Password),
            ("PGOPTIONS", "-c synchronous_commit=on"),
        })
            if (!string.IsNullOrEmpty(value)) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? said : throw new InvalidOperationException($"pgbench ended with {process.ExitCode}");
    }

    [GeneratedRegex(@"^tps = ([0-9.]+)", RegexOptions.Multiline)]
    private static partial Regex Tps();
}
