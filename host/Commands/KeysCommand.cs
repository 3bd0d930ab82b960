using System.CommandLine;
using Contracts;
using Host.Clock;
using Host.Start;
using Host.Storage;
using Host.Storage.Sqlite;
using MediatR;

namespace Host.Commands;

/// <summary><c>audiences keys</c>, for whoever is at the machine itself.</summary>
internal static class KeysCommand
{
    public static Command Make(TextWriter output)
    {
        var admin = new Option<bool>("--admin") { Description = "A key that may do everything", Required = true };
        var data = new Option<string?>("--data") { Description = "The data folder; Storage__Path, or ./data, when not given" };
        var make = new Command("new", "Makes a key and prints it, this once; the server may be running") { admin, data };
        make.SetAction((parsed, cancel) => CommandLine.Guard(() => NewAdminKey(parsed.GetValue(data), output, cancel)));
        return new Command("keys", "API keys") { make };
    }

    private static async Task<int> NewAdminKey(string? folder, TextWriter output, CancellationToken cancel)
    {
        await using var app = Program.Build(folder is null ? [] : ["--Storage:Path", folder]);
        var settings = app.Services.GetRequiredService<Settings>();
        if (!File.Exists(Path.Combine(settings.DataFolder, SqliteDatabase.FileName)))
            throw new CommandError($"There is no data in {settings.DataFolder}. Start the server once, or name its data folder with --data.");
        // Beside a running server: SQLite lets one writer in at a time, and the server's transactions are short.
        await app.Services.GetRequiredService<Database>().Open(cancel);
        if (app.Services.GetRequiredService<BusinessClock>() is ManualClock manual) await manual.Load(cancel);
        await output.WriteLineAsync(await app.Services.GetRequiredService<IMediator>().Send(new NewAdminKey(), cancel));
        return 0;
    }
}
