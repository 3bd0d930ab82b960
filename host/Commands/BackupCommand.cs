using System.CommandLine;
using Host.Commands.Backup;
using Host.Storage;

namespace Host.Commands;

/// <summary><c>audiences backup</c>, beside a running server.</summary>
internal static class BackupCommand
{
    public static Command Make(TextWriter output, TimeProvider machine)
    {
        var file = new Argument<string>("file") { Description = "A new file" };
        var data = OnTheMachine.DataOption();
        var make = new Command("backup", "Writes all data, as it is at one instant, to a file; the server may be running, on SQLite or PostgreSQL") { file, data };
        make.SetAction((parsed, cancel) => CommandLine.Guard(async () =>
        {
            await using var app = OnTheMachine.Open(parsed.GetValue(data));
            var database = app.Services.GetRequiredService<Database>();
            await database.Open(cancel, asItIs: true);
            await output.WriteLineAsync(await new BackupRun(database, new(!Console.IsErrorRedirected), machine).Go(parsed.GetRequiredValue(file), cancel));
            return 0;
        }));
        return make;
    }
}
