using System.CommandLine;
using Host.Commands.Backup;
using Host.Start;
using Host.Storage;
using Host.Storage.PostgreSql;

namespace Host.Commands;

/// <summary><c>audiences restore</c>, while no server works on the data.</summary>
internal static class RestoreCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Make(TextWriter output, TimeProvider machine)
    {
        var file = new Argument<string>("file") { Description = "What `audiences backup` wrote, on SQLite or PostgreSQL" };
        var data = OnTheMachine.DataOption();
        var make = new Command("restore", "Brings a backup into an empty data folder or database; all of it or nothing") { file, data };
        make.SetAction((parsed, cancel) => CommandLine.Guard(async () =>
        {
            await using var app = Program.Build(parsed.GetValue(data) is { } folder ? ["--Storage:Path", folder] : []);
            var settings = app.Services.GetRequiredService<Settings>();
            using var lease = DataLease.TryTake(settings.DataFolder) ?? throw new CommandError($"A server works on {settings.DataFolder}. Stop it first, or name another folder with --data.");
            var run = new RestoreRun(app.Services.GetRequiredService<Database>(), new(!Console.IsErrorRedirected), machine);
            await output.WriteLineAsync(settings.PostgreSql is null ? await run.Go(parsed.GetRequiredValue(file), cancel)
                : await Alone(app.Services.GetRequiredService<PostgreSqlLease>(), () => run.Go(parsed.GetRequiredValue(file), cancel), cancel));
            return 0;
        }));
        return make;
    }

    /// <summary>No server takes the database meanwhile.</summary>
    private static async Task<T> Alone<T>(PostgreSqlLease lease, Func<Task<T>> work, CancellationToken cancel)
    {
        try
        {
            string? why = null;
            var taken = lease.Take(reason => why = reason, () => { });
            if (await Task.WhenAny(taken, Task.Delay(Patience, cancel)) != taken) throw new CommandError($"The database cannot be taken: {why}. Stop the servers that work on it first.");
            await taken;
            await lease.Alone.WaitAsync(cancel);
            return await work();
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new CommandError("Another process has taken the database meanwhile. Stop the servers that work on it first.");
        }
        catch (DatabaseUnusableException unusable)
        {
            throw new CommandError(unusable.Message);
        }
        finally
        {
            await lease.GiveBack();
        }
    }
}
