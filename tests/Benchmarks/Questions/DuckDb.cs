using System.Diagnostics;
using System.Text.Json;

namespace Benchmarks.Questions;

/// <summary>DuckDB by npm's <c>@duckdb/node-api</c>, with two threads: <c>peers/duckdb.mjs</c>, a line for a line.</summary>
internal sealed class DuckDb : IPeer
{
    private readonly Process process;

    private DuckDb(string folder) => process = Process.Start(new ProcessStartInfo("node", [Path.Combine(PeersFolder.Path, "duckdb.mjs"), Path.Combine(folder, "crowd.duckdb")])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    public string Name => "duckdb";

    /// <summary>Contacts lie by contact, events by name and time, so that it skips what a question does not ask for.</summary>
    public static async Task Load(string folder, PeerFiles files)
    {
        Directory.CreateDirectory(folder);
        await using var made = new DuckDb(folder);
        await made.Run(
            $"""
             CREATE TABLE contacts ({Tables.Contacts("TEXT[]")});
             INSERT INTO contacts BY NAME SELECT * REPLACE (string_split(tags, ' ') AS tags)
               FROM read_csv('{files.Contacts}', header = false, columns = {Columns(Tables.Contacts("TEXT"))}) ORDER BY id;
             CREATE TABLE events ({Tables.Events});
             INSERT INTO events SELECT * FROM read_csv('{files.Events}', header = false, columns = {Columns(Tables.Events)}) ORDER BY name, happened;
             CHECKPOINT
             """);
    }

    /// <summary>All is done in one transaction, which is never committed.</summary>
    public static async Task<DuckDb> Open(string folder)
    {
        var opened = new DuckDb(folder);
        await opened.Run("BEGIN TRANSACTION");
        return opened;
    }

    public Task Write(string sql) => Run(sql);

    public async Task<(long Count, double Milliseconds)> Ask(string sql)
    {
        var answer = await Call(new { ask = sql });
        return (answer.GetProperty("count").GetInt64(), answer.GetProperty("milliseconds").GetDouble());
    }

    private Task Run(string sql) => Call(new { run = sql });

    private async Task<JsonElement> Call(object order)
    {
        try
        {
            await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(order));
            await process.StandardInput.FlushAsync();
        }
        catch (IOException)
        {
            // It has ended: then there is no answer either.
        }
        var line = await process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("DuckDB's process has ended; what it said is above. Are its packages there? (cd tests/Benchmarks/peers && npm install)");
        var answer = JsonElement.Parse(line);
        return answer.TryGetProperty("error", out var error) ? throw new InvalidOperationException($"DuckDB: {error.GetString()}") : answer;
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    /// <summary>The columns of a table as read_csv wants them.</summary>
    private static string Columns(string table) =>
        $"{{{string.Join(", ", table.Replace(" NOT NULL", "", StringComparison.Ordinal).Split(", ").Select(column => column.Split(' ', 2)).Select(column => $"'{column[0]}': '{column[1]}'"))}}}";
}
