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

    public Task Gate(string gate) => Signal(gate).Task;

    public async Task Until(string what)
    {
        try
        {
            await Signal(what).Task.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Waited for '{what}'; so far: {string.Join(", ", Happened)}");
        }
    }

    private TaskCompletionSource Signal(string name) =>
        _signals.GetOrAdd(name, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
