using Host.Storage;
using Host.Storage.PostgreSql;

namespace Host.Start;

/// <summary>
/// One process works on a database that several can reach. A second one stands by; one that has lost the database to another ends.
/// While the database is away at the start, it is waited for.
/// </summary>
internal sealed class DatabaseLeaseStep(PostgreSqlLease lease, Readiness readiness, Ending ending) : IStartStep
{
    private volatile bool isTaken;
    private string? told;

    public string Doing => "taking the database";

    public async Task Start(CancellationToken cancel)
    {
        try
        {
            await lease.Take(Tell, () => ending.Because(new StartError(
                "Another process has taken the database over; this one ends. Started again, it stands by."))).WaitAsync(cancel);
            isTaken = true;
        }
        catch (DatabaseUnusableException unusable)
        {
            throw new StartError(unusable.Message, unusable);
        }
    }

    public Task Stop(CancellationToken cancel) => lease.GiveBack().WaitAsync(cancel);

    /// <summary>By the lease's own thread.</summary>
    private void Tell(string? why)
    {
        readiness.Report("database", why);
        if (isTaken || why is null || why == told) return;
        told = why;
        Console.WriteLine($"This server stands by and takes over when it can: {why}.");
    }
}
