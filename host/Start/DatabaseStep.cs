using Host.Storage;

namespace Host.Start;

/// <summary>Opens the database and brings its tables up to date; at the end writes what waits and closes it.</summary>
internal sealed class DatabaseStep(Database database, TimeProvider machine) : IStartStep
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(200);

    public string Doing => "opening the database";

    public async Task Start(CancellationToken cancel)
    {
        while (!await TryOpen(cancel)) await Task.Delay(Again, machine, cancel);
    }

    public Task Stop(CancellationToken cancel) => database.DisposeAsync().AsTask().WaitAsync(cancel);

    /// <returns>False when the database went away meanwhile; it may come back.</returns>
    private async Task<bool> TryOpen(CancellationToken cancel)
    {
        try
        {
            await database.Open(cancel);
            return true;
        }
        catch (Exception misfit) when (misfit is MigrationException or DatabaseUnusableException)
        {
            throw new StartError(misfit.Message, misfit);
        }
        catch (Exception failure) when (DatabaseAway.Is(failure))
        {
            return false;
        }
    }
}
