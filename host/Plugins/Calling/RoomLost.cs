namespace Host.Plugins.Calling;

/// <summary>The process of a plugin is not there.</summary>
/// <param name="died">It ended while the call was under way; else the call was not made.</param>
/// <param name="retryAfter">When it is there again.</param>
internal sealed class RoomLost(string reason, bool died, TimeSpan? retryAfter) : Exception(reason)
{
    public bool Died => died;

    public TimeSpan? RetryAfter => retryAfter;
}
