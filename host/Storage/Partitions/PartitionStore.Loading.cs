using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Audiences.Stored;
using Contracts;
using Host.Storage.Contacts;

namespace Host.Storage.Partitions;

/// <summary>
/// Loading, page by page: each page is a read of its own, so that a slow reader keeps neither a connection nor the journal,
/// and whoever reads can do other things in between.
/// </summary>
internal sealed partial class PartitionStore
{
    const int Page = 2_048;

    // Of contacts with all they hold, which whoever loads has in memory.
    const int ContactsInPage = 256;
    const int MarksInPage = 32;

    public async IAsyncEnumerable<StoredContact> Contacts(string tenant, int partition, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (var after = -1; ;)
        {
            var page = await database.Read(session => ContactsAfter(session, tenant, partition, after), cancel);
            foreach (var contact in page) yield return contact;
            if (page.Count < ContactsInPage) yield break;
            after = page[^1].Slot;
        }
    }

    public async IAsyncEnumerable<IReadOnlyList<LoggedMessage>> Messages(
        string tenant, int partition, long after, [EnumeratorCancellation] CancellationToken cancel)
    {
        var page = new MessagePage();
        for (var from = after; ;)
        {
            var start = from;
            await database.Read(session => ReadMessages(session, tenant, partition, start, page), cancel);
            yield return page.Messages;
            if (!page.IsFull) yield break;
            from = page.Messages[^1].Position;
        }
    }

    public async IAsyncEnumerable<TouchedSlot> Touched(
        string tenant, int partition, long after, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (var from = after; ;)
        {
            var page = await database.Read(session => TouchedAfter(session, tenant, partition, from), cancel);
            foreach (var touched in page) yield return touched;
            if (page.Count < Page) yield break;
            from = page[^1].Position;
        }
    }

    public async Task<ImmutableArray<StoredContact>> Contacts(string tenant, int partition, ImmutableArray<int> slots, CancellationToken cancel)
    {
        var contacts = ImmutableArray.CreateBuilder<StoredContact>(slots.Length);
        foreach (var page in slots.Order().Chunk(Page))
            contacts.AddRange(await database.Read(session => ContactsIn(session, tenant, partition, page), cancel));
        return contacts.DrainToImmutable();
    }

    public async IAsyncEnumerable<MembershipRecord> Memberships(
        string tenant, int partition, long after, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (var at = new MembershipCursor(after, int.MaxValue, after); ;)
        {
            var from = at;
            var (page, next) = await database.Read(session => MembershipsAfter(session, tenant, partition, from), cancel);
            foreach (var record in page) yield return record;
            if (next is not { } more) yield break;
            at = more;
        }
    }

    static List<StoredContact> ContactsAfter(Session session, string tenant, int partition, int after)
    {
        var contacts = new List<StoredContact>();
        using var rows = session.Query(
            ContactRows.Select + " WHERE tenant = $1 AND partition = $2 AND slot > $3 ORDER BY slot LIMIT $4",
            tenant, partition, after, ContactsInPage);
        while (rows.Next()) contacts.Add(ContactRows.Read(rows));
        return contacts;
    }

    static bool ReadMessages(Session session, string tenant, int partition, long after, MessagePage page)
    {
        var log = PartitionRows.Existing(session, tenant, partition).Log;
        // Whatever a read that failed had put into it.
        page.Clear();
        using var rows = session.Query(
            """
            SELECT place, slot, kind, at, arrived, name, message_id, body_hash, payload, active FROM changes
            WHERE place > $1 AND place <= $2 AND kind BETWEEN 1 AND 6 AND payload IS NOT NULL ORDER BY place LIMIT $3
            """,
            Place.Of(log, after), Place.End(log), page.Room);
        while (!page.IsFull && rows.Next()) page.Add(rows);
        return true;
    }

    static List<TouchedSlot> TouchedAfter(Session session, string tenant, int partition, long after)
    {
        var log = PartitionRows.Existing(session, tenant, partition).Log;
        var touched = new List<TouchedSlot>();
        using var rows = session.Query(
            "SELECT place, slot, kind FROM changes WHERE place > $1 AND place <= $2 ORDER BY place LIMIT $3",
            Place.Of(log, after), Place.End(log), Page);
        while (rows.Next()) touched.Add(new(Place.Position(rows.Long(0)), rows.Int(1), (StepKind)rows.Int(2)));
        return touched;
    }

    static List<StoredContact> ContactsIn(Session session, string tenant, int partition, int[] slots)
    {
        var contacts = new List<StoredContact>(slots.Length);
        foreach (var slot in slots)
        {
            using var rows = session.Query(ContactRows.Select + " WHERE tenant = $1 AND partition = $2 AND slot = $3", tenant, partition, slot);
            if (rows.Next()) contacts.Add(ContactRows.Read(rows));
        }
        return contacts;
    }

    /// <exception cref="InvalidOperationException">What is asked for is forgotten: a partition that was loaded without it would be wrong.</exception>
    static (List<MembershipRecord>, MembershipCursor? Next) MembershipsAfter(Session session, string tenant, int partition, MembershipCursor at)
    {
        var head = PartitionRows.Existing(session, tenant, partition);
        if (at.Position < head.Begins)
            throw new InvalidOperationException($"The membership log of partition {partition} begins at {head.Begins}, and no sound snapshot reaches so far. Restore a backup.");
        var log = head.Log;
        var entries = MembershipRows.Entries(session, Place.Of(log, at.Position), at.Ordinal, Place.End(log), Page);
        // A full page may end inside a row, whose mark comes after all its entries.
        var through = entries.Count == Page ? entries[^1].Place - 1 : Place.End(log);
        var marks = MembershipRows.Marks(session, Place.Of(log, at.MarkPosition), through, MarksInPage);
        if (marks.Count == MarksInPage)
        {
            through = marks[^1].Place;
            entries.RemoveAll(entry => entry.Place > through);
        }
        var page = Merge(entries, marks);
        if (marks.Count < MarksInPage && entries.Count < Page) return (page, null);
        var cut = Place.Position(through);
        return (page, entries.Count == Page ? new(Place.Position(entries[^1].Place), entries[^1].Ordinal, cut) : new(cut, int.MaxValue, cut));
    }

    static List<MembershipRecord> Merge(List<(long Place, int Ordinal, MembershipEntry Entry)> entries, List<(long Place, AudienceMark Mark)> marks)
    {
        var merged = new List<MembershipRecord>(entries.Count + marks.Count);
        var next = 0;
        foreach (var (place, _, entry) in entries)
        {
            for (; next < marks.Count && marks[next].Place < place; next++) merged.Add(Record(marks[next]));
            merged.Add(new(Place.Position(place), entry, null));
        }
        for (; next < marks.Count; next++) merged.Add(Record(marks[next]));
        return merged;
    }

    static MembershipRecord Record((long Place, AudienceMark Mark) mark) => new(Place.Position(mark.Place), null, mark.Mark);

    /// <param name="Position">Entries are read up to here and <paramref name="Ordinal"/>.</param>
    /// <param name="MarkPosition">Marks are read up to here.</param>
    readonly record struct MembershipCursor(long Position, int Ordinal, long MarkPosition);
}
