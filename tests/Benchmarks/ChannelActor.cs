using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Benchmarks;

/// <summary>The peer of a grain: what a programmer writes by hand to have one thing done at a time. A call is one write into a channel.</summary>
internal sealed class ChannelActor
{
    private readonly Channel<(int Number, TaskCompletionSource<int> Answer)> _inbox =
        Channel.CreateUnbounded<(int, TaskCompletionSource<int>)>(new() { SingleReader = true });

    public ChannelActor() => _ = Serve();

    public Task<int> Ping(int number)
    {
        var answer = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        _inbox.Writer.TryWrite((number, answer));
        return answer.Task;
    }

    private async Task Serve()
    {
        await foreach (var (number, answer) in _inbox.Reader.ReadAllAsync())
        {
            answer.SetResult(number + 1);
        }
    }
}

/// <summary>By key, made when first asked for.</summary>
internal sealed class ChannelActors
{
    private readonly ConcurrentDictionary<string, ChannelActor> _actors = new(StringComparer.Ordinal);

    public ChannelActor Get(string key) => _actors.GetOrAdd(key, static _ => new());
}
