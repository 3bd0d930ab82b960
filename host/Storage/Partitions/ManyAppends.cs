using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Audiences.Stored;
using Contracts;

namespace Host.Storage.Partitions;

/// <summary>Writes appends of one partition one after the other, and what they moved in each audience as one set behind them.</summary>
internal sealed class ManyAppends(AppendWriting writing)
{
    public ManyAppended Run(Session session, PreparedAppend[] appends)
    {
        var results = ImmutableArray.CreateBuilder<AppendResult>(appends.Length);
        var moves = new Dictionary<MoveOf, Moves>();
        foreach (var prepared in appends)
        {
            var moved = prepared.Append.Rows is [var only] && IsMoved(only) ? only : null;
            var slim = moved is null ? prepared : prepared with { Append = prepared.Append with { Rows = [moved with { Entries = [] }] } };
            var result = writing.Run(session, slim);
            results.Add(result);
            if (result.Status == AppendStatus.Appended && moved is not null) Gather(moves, moved);
        }
        return new(results.MoveToImmutable(), Write(session, appends[0].Append, moves));
    }

    /// <summary>
    /// A set can stand for the entries of a contact's one row: all have one cause, so that no audience is in it twice. A contact that
    /// takes several steps, or that time moved too, has an order of its own, which sets would lose.
    /// </summary>
    static bool IsMoved(AppendRow row)
    {
        if (row.Entries.IsDefaultOrEmpty || row.Entries[0].Cause == Cause.Time) return false;
        foreach (ref readonly var entry in row.Entries.AsSpan())
            if (entry.Cause != row.Entries[0].Cause) return false;
        return true;
    }

    static void Gather(Dictionary<MoveOf, Moves> moves, AppendRow row)
    {
        foreach (ref readonly var entry in row.Entries.AsSpan())
        {
            var of = new MoveOf(row.Book, entry.Audience, entry.Build, entry.Version, entry.At, entry.Cause, entry.Announced);
            ref var set = ref CollectionsMarshal.GetValueRefOrAddDefault(moves, of, out _);
            set ??= new();
            (entry.Entered ? set.Entered : set.Left).Add((ushort)entry.Slot);
        }
    }

    static long Write(Session session, PartitionAppend any, Dictionary<MoveOf, Moves> moves)
    {
        var head = PartitionRows.Existing(session, any.Tenant, any.Partition);
        var position = head.Position;
        foreach (var (of, set) in moves.OrderBy(move => move.Key.At))
        {
            var mark = new AudienceMark(
                MarkKind.Moved, of.Audience, of.Build, of.Version, of.At, of.Cause, of.Announced, [], [.. set.Entered.Order()], [.. set.Left.Order()]);
            MembershipRows.Insert(session, Place.Of(head.Log, ++position), 0, any.Tenant, of.Book, mark);
        }
        if (moves.Count > 0) PartitionRows.Advance(session, head, position, head.NextSlot);
        return position;
    }

    readonly record struct MoveOf(string Book, string Audience, int Build, int Version, Instant At, Cause Cause, bool Announced);

    sealed class Moves
    {
        public List<ushort> Entered { get; } = [];
        public List<ushort> Left { get; } = [];
    }
}
