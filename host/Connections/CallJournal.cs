using System.Collections.Concurrent;
using System.Collections.Immutable;
using Host.Egress;

namespace Host.Connections;

/// <summary>The last calls of each connection, until the server stops.</summary>
internal sealed class CallJournal : ICallJournal
{
    /// <summary>Of each connection.</summary>
    public const int Most = 100;

    private readonly ConcurrentDictionary<string, Queue<OutgoingCall>> calls = new();

    public void Note(string connection, OutgoingCall call)
    {
        var noted = calls.GetOrAdd(connection, _ => new());
        lock (noted)
        {
            noted.Enqueue(call);
            if (noted.Count > Most) noted.Dequeue();
        }
    }

    /// <summary>Newest first.</summary>
    public ImmutableArray<OutgoingCall> Of(string connection)
    {
        if (!calls.TryGetValue(connection, out var noted)) return [];
        lock (noted) return [.. noted.Reverse()];
    }

    public void Forget(string connection) => calls.TryRemove(connection, out _);
}
