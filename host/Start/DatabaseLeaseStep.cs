using Host.Storage;
using Host.Storage.PostgreSql;

namespace Host.Start;

/// <summary>
/// One process works on a database that several can reach. A second one stands by; one that has lost the database to another ends.
/// While the database is away at the start, it is waited for.
/// </summary>
internal sealed class DatabaseLeaseStep(PostgreSqlLease lease, Readiness readiness, Ending ending) : IStartStep
{
    private readonly Lock telling = new();
    private string? told;

    public string Doing => "taking the database";

    public async Task Start(CancellationToken cancel)
    {
        try
        {
            await lease.Take(Wait, () => ending.Because(new StartError(
                "Another process has taken the database over; this one ends. Started again, it stands by."))).WaitAsync(cancel);
        }
        catch (DatabaseUnusableException unusable)
        {
            throw new StartError(unusable.Message, unusable);
        }
    }

    public Task Stop(CancellationToken cancel) => lease.GiveBack().WaitAsync(cancel);

    private void Wait(string why)
    {
        lock (telling)
        {
            // Once the server runs, whoever asks it is told by 503.
            if (readiness.IsOpen) return;
            readiness.Close($"standing by: {why}");
            if (told == why) return;
            told = why;
        }
        Console.WriteLine($"This server stands by and takes over when it can: {why}.");
    }
}
