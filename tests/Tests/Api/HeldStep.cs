using Host.Start;

namespace Tests.Api;

/// <summary>A start step that takes until it is let.</summary>
internal sealed class HeldStep : IStartStep
{
    private readonly TaskCompletionSource reached = new(), let = new();

    public string Doing => "being held";

    public Task Reached => reached.Task;

    public void Let() => let.SetResult();

    public Task Start(CancellationToken cancel)
    {
        reached.SetResult();
        return let.Task.WaitAsync(cancel);
    }
}
