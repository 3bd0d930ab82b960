using System.CommandLine;
using Contracts;
using Host.Storage;
using MediatR;

namespace Host.Start;

/// <summary>What the executable does besides serving, for whoever is at the machine itself.</summary>
internal static class Commands
{
    /// <param name="output">Where results go.</param>
    public static Task<int> Run(string[] args, TextWriter output)
    {
        var root = new RootCommand("Audiences: without a command it serves; `--urls` names where.") { Keys(output) };
        return root.Parse(args).InvokeAsync();
    }

    private static Command Keys(TextWriter output)
    {
        var admin = new Option<bool>("--admin") { Description = "A key that may do everything", Required = true };
        var data = new Option<string?>("--data") { Description = "The data folder; Storage__Path, or ./data, when not given" };
        var make = new Command("new", "Makes a key and prints it, this once; the server may be running") { admin, data };
        make.SetAction((parsed, cancel) => NewAdminKey(parsed.GetValue(data), output, cancel));
        return new Command("keys", "API keys") { make };
    }

    private static async Task<int> NewAdminKey(string? folder, TextWriter output, CancellationToken cancel)
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
        await output.WriteLineAsync(await app.Services.GetRequiredService<IMediator>().Send(new NewAdminKey(), cancel));
        return 0;
    }
}
