namespace Host.Storage.Partitions;

/// <summary>A partition's log and a position in it as one number, the key of everything that is appended.</summary>
internal static class Place
{
    const int Bits = 40;

    const long LastPosition = (1L << Bits) - 1;

    /// <exception cref="ArgumentOutOfRangeException">It would be a place of another log.</exception>
    public static long Of(long log, long position)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)position, (ulong)LastPosition);
        return (log << Bits) + position;
    }

    public static long Position(long place) => place & LastPosition;

    /// <summary>The last place that the log can have.</summary>
    public static long End(long log) => Of(log, LastPosition);
}
