using System.Collections.Immutable;
using Audiences.Stored;

namespace Audiences.Partitions;

/// <summary>
/// Flips in their order, as rows of the log, each of one book. Many of one audience at one instant are written as one set; a set keeps
/// no order, and needs none, because a contact flips once at an instant.
/// </summary>
internal sealed class FlipRows
{
    // Fewer are as cheap one by one.
    private const int SmallestSet = 16;

    private readonly ImmutableArray<AppendRow>.Builder _rows = ImmutableArray.CreateBuilder<AppendRow>();
    private readonly Dictionary<string, List<MembershipEntry>> _open = [];

    private FlipRows()
    {
    }

    public static ImmutableArray<AppendRow> Of(IReadOnlyList<(string Book, MembershipEntry Entry)> flips)
    {
        var rows = new FlipRows();
        for (int from = 0, to = 0; from < flips.Count; from = to)
        {
            while (to < flips.Count && flips[to].Entry.At == flips[from].Entry.At)
                to++;
            rows.AddInstant(flips.Skip(from).Take(to - from));
        }
        rows.Close();
        return rows._rows.DrainToImmutable();
    }

    private void AddInstant(IEnumerable<(string Book, MembershipEntry Entry)> flips)
    {
        var audiences = flips.GroupBy(flip => (flip.Book, flip.Entry.Audience, flip.Entry.Build), flip => flip.Entry)
            .Select(audience => (audience.Key.Book, Entries: audience.ToArray())).ToLookup(audience => IsSet(audience.Entries));
        foreach (var (book, entries) in audiences[false])
            (_open.TryGetValue(book, out var open) ? open : _open[book] = []).AddRange(entries);
        if (!audiences[true].Any())
            return;
        // What came before stands before.
        Close();
        foreach (var (book, entries) in audiences[true])
            _rows.Add(new AppendRow(book, -1, null, null, Set(entries), []));
    }

    private void Close()
    {
        foreach (var (book, entries) in _open)
            _rows.Add(new AppendRow(book, -1, null, null, null, [.. entries]));
        _open.Clear();
    }

    // Twice at one instant flips only who had been dated ahead of a clock that went back.
    private static bool IsSet(MembershipEntry[] entries) =>
        entries.Length >= SmallestSet && entries.DistinctBy(entry => entry.Slot).Count() == entries.Length;

    private static AudienceMark Set(MembershipEntry[] entries)
    {
        var any = entries[0];
        return new AudienceMark(
            MarkKind.Moved, any.Audience, any.Build, any.Version, any.At, any.Cause, any.Announced, [], Slots(entered: true), Slots(entered: false));

        ImmutableArray<ushort> Slots(bool entered) =>
            [.. entries.Where(entry => entry.Entered == entered).Select(entry => (ushort)entry.Slot).Order()];
    }
}
