using System.CommandLine;
using Contracts;
using Host.Storage;
using MediatR;

namespace Host.Start;

/// <summary>What the executable does besides serving, for whoever is at the machine itself.</summary>
internal static class Commands
{
    public static Task<int> Run(string[] args)
    {
        var root = new RootCommand("Audiences: without a command it serves; `--urls` names where.") { Keys() };
        return root.Parse(args).InvokeAsync();
    }

    private static Command Keys()
    {
        var admin = new Option<bool>("--admin") { Description = "A key that may do everything", Required = true };
        var data = new Option<string?>("--data") { Description = "The data folder; Storage__Path, or ./data, when not given" };
        var make = new Command("new", "Makes a key and prints it, this once; the server may be running") { admin, data };
        make.SetAction((parsed, cancel) => NewAdminKey(parsed.GetValue(data), cancel));
        return new Command("keys", "API keys") { make };
    }

    private static async Task<int> NewAdminKey(string? folder, CancellationToken cancel)
    {
        await using var app = Program.Build(folder is null ? [] : ["--Storage:Path", folder]);
        var settings = app.Services.GetRequiredService<Settings>();
        if (!File.Exists(Path.Combine(settings.DataFolder, "audiences.db")))
        {
            await Console.Error.WriteLineAsync(
                $"There is no data in {settings.DataFolder}. Start the server once, or name its data folder with --data.");
            return 1;
        }
        // Beside a running server: SQLite lets one writer in at a time, and the server's transactions are short.
        await app.Services.GetRequiredService<Database>().Open(cancel);
        if (app.Services.GetRequiredService<BusinessClock>() is Clock.ManualClock manual) await manual.Load(cancel);
        Console.WriteLine(await app.Services.GetRequiredService<IMediator>().Send(new NewAdminKey(), cancel));
        return 0;
    }
}
