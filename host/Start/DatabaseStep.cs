using Host.Storage;

namespace Host.Start;

/// <summary>Opens the database and brings its tables up to date; at the end writes what waits and closes it.</summary>
internal sealed class DatabaseStep(Database database) : IStartStep
{
    public string Doing => "opening the database";

    public async Task Start(CancellationToken cancel)
    {
        try
        {
            await database.Open(cancel);
        }
        catch (Exception misfit) when (misfit is MigrationException or DatabaseUnusableException)
        {
            throw new StartError(misfit.Message, misfit);
        }
    }

    public Task Stop(CancellationToken cancel) => database.DisposeAsync().AsTask().WaitAsync(cancel);
}
