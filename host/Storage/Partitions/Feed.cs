using System.Collections.Immutable;
using Audiences.Stored;
using Contracts;

namespace Host.Storage.Partitions;

/// <summary>What the feed of one audience in one partition is read by.</summary>
/// <param name="After">Place and offset that were read last.</param>
internal sealed record FeedQuestion(
    string Tenant, int Partition, string Audience, (long Place, int Offset) After, long Through, int Limit, bool Expand);

/// <summary>Reads announced changes in order: entries, and marks as items or as one.</summary>
internal static class Feed
{
    static readonly StretchQuery
        EntriesIn = new(
            "SELECT place, ordinal, contact, entered, at, cause, version FROM membership_log WHERE ",
            "audience = $1 AND announced = 1 AND (place, ordinal) > ($2, $3) AND place <= $4 ORDER BY place, ordinal LIMIT $5"),
        MarksIn = new(
            "SELECT place, ordinal, at, cause, version, entered, gone FROM marks WHERE ",
            "audience = $1 AND kind IN (1, 4) AND announcing = 1 AND place >= $2 AND place <= $3 ORDER BY place");

    public static ImmutableArray<FeedItem> Read(Session session, FeedQuestion question)
    {
        var items = new List<FeedItem>();
        foreach (var (first, last) in Stretches.Of(session, question.After.Place, question.Through))
        {
            var left = question.Limit - items.Count;
            if (left <= 0) break;
            Entries(session, question, (first, last), left, items);
            Marks(session, question, (first, last), left, items);
        }
        // Of a stretch both are in order and hold at least the first `left` of their kind, so the first of both together are complete.
        items.Sort(static (a, b) => (a.Position, a.Offset).CompareTo((b.Position, b.Offset)));
        return [.. items.Take(question.Limit)];
    }

    static void Entries(Session session, FeedQuestion question, (long First, long Last) stretch, int limit, List<FeedItem> items)
    {
        using var rows = EntriesIn.Ask(
            session, question.Audience, stretch.First, stretch.First == question.After.Place ? question.After.Offset - 1 : -1, stretch.Last, limit);
        while (rows.Next())
        {
            items.Add(new(
                Place.Position(rows.Long(0)), rows.Int(1) + 1, rows.Id(2), rows.Bool(3), rows.Instant(4), (Cause)rows.Int(5), rows.Int(6), default));
        }
    }

    static void Marks(Session session, FeedQuestion question, (long First, long Last) stretch, int limit, List<FeedItem> items)
    {
        using var rows = MarksIn.Ask(session, question.Audience, stretch.First, stretch.Last);
        for (var left = limit; left > 0 && rows.Next();)
        {
            var before = items.Count;
            Mark(session, question, rows, left, items);
            left -= items.Count - before;
        }
    }

    static void Mark(Session session, FeedQuestion question, Rows rows, int limit, List<FeedItem> items)
    {
        var (place, first) = (rows.Long(0), rows.Int(1) + 1);
        var (entered, gone) = (SlotSet.Slots(rows.Span(5)), SlotSet.Slots(rows.Span(6)));
        var last = first + entered.Length + gone.Length - 1;
        var from = first;
        if (place == question.After.Place)
        {
            if (question.After.Offset >= last) return;
            from = Math.Max(first, question.After.Offset + 1);
        }
        if (from > last) return;
        var item = new FeedItem(Place.Position(place), last, null, false, rows.Instant(2), (Cause)rows.Int(3), rows.Int(4), (entered.Length, gone.Length));
        if (!question.Expand)
        {
            items.Add(item);
            return;
        }
        for (var offset = from; offset <= last && offset - from < limit; offset++)
        {
            var number = offset - first; // in the mark, from 0
            var enters = number < entered.Length;
            var slot = enters ? entered[number] : gone[number - entered.Length];
            items.Add(item with { Offset = offset, Contact = At(session, question, slot), Entered = enters, Entries = default });
        }
    }

    static Guid? At(Session session, FeedQuestion question, ushort slot)
    {
        using var rows = session.Query(
            "SELECT id FROM contacts WHERE tenant = $1 AND partition = $2 AND slot = $3", question.Tenant, question.Partition, (int)slot);
        return rows.Next() ? rows.Id(0) : throw new InvalidOperationException($"No contact lives in slot {slot} of partition {question.Partition}.");
    }
}
