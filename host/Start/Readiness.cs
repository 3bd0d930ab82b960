using System.Collections.Concurrent;

namespace Host.Start;

/// <summary>Whether requests are taken, and whether a load balancer should send any.</summary>
internal sealed class Readiness
{
    private readonly ConcurrentDictionary<string, string> blocks = new(StringComparer.Ordinal);
    private volatile string? closed = "starting";

    /// <summary>Requests are answered. They are even while a part has reported trouble: that part answers 503 itself.</summary>
    public bool IsOpen => closed is null;

    public bool IsReady => IsOpen && blocks.IsEmpty;

    /// <summary>Why it is not ready, for the operator.</summary>
    public IReadOnlyList<string> Reasons
    {
        get
        {
            var troubles = blocks.OrderBy(block => block.Key, StringComparer.Ordinal).Select(block => block.Value);
            return closed is { } reason ? [reason, .. troubles] : [.. troubles];
        }
    }

    /// <summary>A part of the server says why reads are not exact or writes not taken; null when it is well again.</summary>
    public void Report(string part, string? trouble)
    {
        if (trouble is null) blocks.TryRemove(part, out _);
        else blocks[part] = trouble;
    }

    public void Open() => closed = null;

    public void Close(string reason) => closed = reason;
}
