using System.Collections.Immutable;
using Audiences.Stored;
using Contracts;

namespace Host.Storage.Partitions;

/// <summary>Counts what was announced of one audience in one partition from instant to instant, in one pass over its log.</summary>
internal sealed class GrowthRows(ImmutableArray<Instant> points)
{
    static readonly StretchQuery
        EntriesIn = new(
            "SELECT entered, at FROM membership_log WHERE ",
            "audience = $1 AND announced = 1 AND place >= $2 AND place <= $3 AND at <= $4"),
        MarksIn = new(
            "SELECT at, entered, gone FROM marks WHERE ",
            "audience = $1 AND kind IN (1, 4) AND announcing = 1 AND place >= $2 AND place <= $3 AND at <= $4");

    readonly int[] _entered = new int[points.Length], _left = new int[points.Length];

    /// <param name="through">The last place that counts.</param>
    public static AnnouncedGrowth Read(Session session, PartitionHead head, string audience, ImmutableArray<Instant> points, long through)
    {
        var (growth, first) = (new GrowthRows(points), Place.Of(head.Log, head.Begins + 1));
        if (head.Begins > 0) growth._entered[0] = BaseRows.Members(session, head.Log, audience)?.Count ?? 0;
        growth.Entries(session, audience, first, through);
        growth.Marks(session, audience, first, through);
        return new([.. growth._entered], [.. growth._left], new(head.Begins, head.BeginsAt));
    }

    void Entries(Session session, string audience, long first, long through)
    {
        foreach (var (from, to) in Stretches.Of(session, first, through))
        {
            using var rows = EntriesIn.Ask(session, audience, from, to, points[^1]);
            while (rows.Next()) (rows.Bool(0) ? _entered : _left)[PointOf(rows.Instant(1))]++;
        }
    }

    void Marks(Session session, string audience, long first, long through)
    {
        foreach (var (from, to) in Stretches.Of(session, first, through))
        {
            using var rows = MarksIn.Ask(session, audience, from, to, points[^1]);
            while (rows.Next())
            {
                var point = PointOf(rows.Instant(0));
                _entered[point] += SlotSet.Slots(rows.Span(1)).Length;
                _left[point] += SlotSet.Slots(rows.Span(2)).Length;
            }
        }
    }

    /// <summary>The first that is not before it.</summary>
    int PointOf(Instant at)
    {
        var place = points.BinarySearch(at);
        return place >= 0 ? place : ~place;
    }
}
