namespace Host.Plugins.Calling;

/// <summary>When a plugin has failed often enough to be switched off.</summary>
internal sealed class DefectCount(int most, TimeSpan window)
{
    private readonly Queue<DateTimeOffset> lately = new();

    /// <returns>Whether this was one too many.</returns>
    public bool Add(DateTimeOffset now)
    {
        lock (lately)
        {
            lately.Enqueue(now);
            while (lately.Peek() < now - window) lately.Dequeue();
            return lately.Count >= most;
        }
    }
}
