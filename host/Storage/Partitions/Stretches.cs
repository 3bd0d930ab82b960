namespace Host.Storage.Partitions;

/// <summary>
/// How one reads what was announced of an audience. Where <see cref="Session.KeepsStretches"/>, the index has all audiences of a stretch of
/// places together, so that what is appended to it lies in a few pages: the reader goes from stretch to stretch.
/// </summary>
internal static class Stretches
{
    const int Bits = 11; // as the migration has it

    /// <summary>From one place of a log to another, each to be asked by itself, in their order.</summary>
    public static IEnumerable<(long First, long Last)> Of(Session session, long first, long last)
    {
        if (!session.KeepsStretches)
        {
            yield return (first, last);
            yield break;
        }
        for (var next = first; next <= last;)
        {
            var end = Math.Min(last, next | ((1L << Bits) - 1));
            yield return (next, end);
            next = end + 1;
        }
    }
}

/// <summary>A question about one of the <see cref="Stretches"/>.</summary>
/// <param name="selection">Up to WHERE.</param>
/// <param name="conditions">In which $2 is the stretch's first place.</param>
internal sealed class StretchQuery(string selection, string conditions)
{
    // Made once: prepared statements are kept by reference.
    readonly string whole = selection + conditions, here = $"{selection}place >> 11 = $2 >> 11 AND {conditions}";

    public Rows Ask(Session session, params ReadOnlySpan<Arg> args) => session.Query(session.KeepsStretches ? here : whole, args);
}
