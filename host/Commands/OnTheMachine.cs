using System.CommandLine;
using Contracts;
using Host.Clock;
using Host.Start;
using Host.Storage;
using Host.Storage.PostgreSql;
using Host.Storage.Sqlite;
using MediatR;

namespace Host.Commands;

/// <summary>Orders that are carried out on the data folder itself, without a key: who can read the folder can do anything anyway.</summary>
internal static class OnTheMachine
{
    public static Option<string?> DataOption() =>
        new("--data") { Description = "The data folder; Storage__Path, or ./data, when not given" };

    /// <summary>Carries the order out and prints its answer, this once.</summary>
    public static Task<int> Print(string? folder, IRequest<string> order, TextWriter output, CancellationToken cancel) => CommandLine.Guard(async () =>
    {
        await output.WriteLineAsync(await Send(folder, order, cancel));
        return 0;
    });

    /// <summary>The server's parts over data that is there, without serving.</summary>
    /// <exception cref="CommandError">There is none.</exception>
    public static WebApplication Open(string? folder)
    {
        var app = Program.Build(folder is null ? [] : ["--Storage:Path", folder]);
        RefuseNoData(app.Services);
        return app;
    }

    private static async Task<string> Send(string? folder, IRequest<string> order, CancellationToken cancel)
    {
        await using var app = Open(folder);
        // Beside a running server: one transaction writes at a time, and the server's are short.
        await app.Services.GetRequiredService<Database>().Open(cancel, asItIs: true);
        if (app.Services.GetRequiredService<BusinessClock>() is ManualClock manual) await manual.Load(cancel);
        try
        {
            return await app.Services.GetRequiredService<IMediator>().Send(order, cancel);
        }
        catch (Refusal refusal)
        {
            throw new CommandError(refusal.Message);
        }
    }

    // Only the server makes tables and folders.
    private static void RefuseNoData(IServiceProvider services)
    {
        var settings = services.GetRequiredService<Settings>();
        if (settings.PostgreSql is null && !File.Exists(Path.Combine(settings.DataFolder, SqliteDatabase.FileName)))
            throw new CommandError($"There is no data in {settings.DataFolder}. Start the server once, or name its data folder with --data.");
        if (settings.PostgreSql is null) return;
        var exam = PostgreSqlExam.Of(services.GetRequiredService<PostgreSqlConnections>());
        if (exam.Wrong is { } wrong) throw new CommandError(wrong);
        if (exam.State is null) throw new CommandError($"There is no data in the {exam.Place}. Start the server on it once.");
    }
}
