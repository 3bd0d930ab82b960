using System.Collections.Immutable;
using Audiences.Stored;
using Contracts;

namespace Audiences.Partitions;

/// <summary>Flips by time of many contacts, in the order of their instants, to be committed together.</summary>
/// <param name="memory">Read and taken from; nothing in it is changed before <see cref="Apply"/> but its queue.</param>
/// <param name="to">What falls due by then is taken.</param>
internal sealed class FlipBatch(PartitionMemory memory, Instant to)
{
    private readonly Dictionary<Guid, Judgement> _judgements = [];
    private readonly List<(string Book, MembershipEntry Entry)> _flips = [];

    // Instants that this batch itself brought up; the memory's queue learns of them when the batch is applied.
    private readonly PriorityQueue<Judgement, long> _again = new();

    public int Count => _judgements.Count;

    public ImmutableArray<Guid> Contacts => [.. _judgements.Keys];

    /// <summary>
    /// Judges up to <paramref name="limit"/> items. Answers the contact to wait for when the next one has a commit in flight:
    /// that commit judges it at an instant of its own.
    /// </summary>
    public Guid? Fill(int limit, Func<Guid, bool> isInFlight)
    {
        for (var judged = 0; judged < limit && Earliest() is { } at && at <= to; judged++)
        {
            if (_again.TryPeek(out _, out var own) && own == at.Ms)
            {
                Judge(_again.Dequeue(), at);
                continue;
            }
            var row = memory.Due.Take(to)!;
            if (isInFlight(row.Contact))
            {
                memory.Due.Note(row, at);
                return row.Contact;
            }
            Judge(_judgements.TryGetValue(row.Contact, out var known) ? known : _judgements[row.Contact] = new Judgement(row, memory.Answers), at);
        }
        return null;
    }

    public ImmutableArray<AppendRow> Rows() => FlipRows.Of(_flips);

    public void Apply(long last)
    {
        foreach (var judgement in _judgements.Values)
        {
            foreach (var (shard, track) in judgement.Changed)
                memory.SetTrack(judgement.Row, shard, track);
            memory.Due.Note(judgement.Row, judgement.Row.Tracks.Earliest);
        }
        memory.Reached(last);
    }

    /// <summary>Nothing was written: what was taken from the queue is due still.</summary>
    public void PutBack()
    {
        foreach (var row in _judgements.Values.Select(judgement => judgement.Row))
            memory.Due.Note(row, row.Tracks.Earliest);
    }

    private Instant? Earliest() => (memory.Due.Next(), _again.TryPeek(out _, out var own)) switch
    {
        ({ } queued, true) => new Instant(Math.Min(queued.Ms, own)),
        (null, true) => new Instant(own),
        (var queued, _) => queued,
    };

    private void Judge(Judgement judgement, Instant at)
    {
        // The contact's other audiences too: one contact, one order.
        judgement.Advance(at);
        memory.Answers.Forget();
        foreach (var entry in judgement.TakeEntries())
            _flips.Add((judgement.Row.Book, entry));
        if (judgement.EarliestDue(to) is { } next)
            _again.Enqueue(judgement, next.At.Ms);
    }
}
