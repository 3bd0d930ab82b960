namespace Host.Start;

/// <summary>A reason, found while it runs, for which the server ends itself.</summary>
internal sealed class Ending(IHostApplicationLifetime host)
{
    private volatile Exception? reason;

    public Exception? Reason => reason;

    public void Because(Exception why)
    {
        reason = why;
        host.StopApplication();
    }
}
