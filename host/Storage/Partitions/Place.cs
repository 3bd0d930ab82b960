namespace Host.Storage.Partitions;

/// <summary>A partition's log and a position in it as one number, the key of everything that is appended.</summary>
internal static class Place
{
    const int Bits = 40;

    public static long Of(long log, long position) => (log << Bits) + position;

    public static long Position(long place) => place & ((1L << Bits) - 1);

    /// <summary>The last place that the log can have.</summary>
    public static long End(long log) => Of(log + 1, 0) - 1;
}
