namespace Host.Start;

/// <summary>Begins work that goes on until the server stops.</summary>
internal abstract class RunningStep : IStartStep
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public abstract string Doing { get; }

    public virtual Task Start(CancellationToken cancel)
    {
        _running = Run(_stopping.Token);
        return Task.CompletedTask;
    }

    public async Task Stop(CancellationToken cancel)
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(cancel);
    }

    /// <param name="stopping">Ends it.</param>
    protected abstract Task Run(CancellationToken stopping);
}
