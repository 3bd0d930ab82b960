using Host.Storage;

namespace Host.Start;

/// <summary>
/// One process works on a data folder. A second one stands by: it is live and not ready, and takes over when the first has ended,
/// in whatever way.
/// </summary>
internal sealed class LeaseStep(Settings settings, Readiness readiness, TimeProvider machine) : IStartStep
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(100);

    private DataLease? lease;

    public string Doing => "taking the data folder";

    public async Task Start(CancellationToken cancel)
    {
        if (TryTake()) return;
        Console.WriteLine(
            $"Another process works on {settings.DataFolder}; this one stands by and takes over when that one ends. "
            + "For a server of its own give it a folder of its own: Storage__Path names one.");
        while (!TryTake())
        {
            readiness.Close("standing by: another process works on the data folder");
            await Task.Delay(Again, machine, cancel);
        }
    }

    public Task Stop(CancellationToken cancel)
    {
        lease?.Dispose();
        return Task.CompletedTask;
    }

    private bool TryTake()
    {
        try
        {
            lease = DataLease.TryTake(settings.DataFolder);
            return lease is not null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new StartError($"The data folder {settings.DataFolder} cannot be used ({problem.Message}). Storage__Path names another one.", problem);
        }
    }
}
