namespace Audiences.Rules;

/// <summary>A session is a run of active events with less than half an hour between one and the next; it is dated at its first.</summary>
internal static class Sessions
{
    public const long SilenceMs = 30 * 60 * 1000;

    /// <summary>When each session began, ascending, from the given instant on.</summary>
    public static ReadOnlySpan<long> Starts(ReadOnlySpan<long> active, long from)
    {
        var starts = new List<long>();
        for (var i = 0; i < active.Length; i++)
        {
            if (active[i] >= from && (i == 0 || active[i] - active[i - 1] >= SilenceMs))
            {
                starts.Add(active[i]);
            }
        }
        return starts.ToArray();
    }
}
