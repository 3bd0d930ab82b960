using System.Collections.Concurrent;

namespace Tests.Engine;

/// <summary>How a test and its grains meet: gates that one opens and the other waits at, and a line of what happened.</summary>
internal sealed class Probe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _signals = new();
    private readonly ConcurrentQueue<string> _happened = new();

    public IReadOnlyList<string> Happened => [.. _happened];

    public void Note(string what)
    {
        _happened.Enqueue(what);
        Signal(what).TrySetResult();
    }

    public void Open(string gate) => Signal(gate).TrySetResult();

    public Task Gate(string gate, CancellationToken cancellationToken = default) => Patiently(gate, cancellationToken);

    public Task Until(string what) => Patiently(what, CancellationToken.None);

    // With patience, so that a broken promise is a red test and not one that hangs.
    private async Task Patiently(string signal, CancellationToken cancellationToken)
    {
        try
        {
            await Signal(signal).Task.WaitAsync(Patience, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Waited for '{signal}'; so far: {string.Join(", ", Happened)}");
        }
    }

    private TaskCompletionSource Signal(string name) =>
        _signals.GetOrAdd(name, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
