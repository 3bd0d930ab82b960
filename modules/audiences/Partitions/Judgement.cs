using Audiences.Rules;
using Audiences.Stored;
using Contracts;

namespace Audiences.Partitions;

/// <summary>
/// Decides what becomes of one contact's memberships, without touching the memory: flips and tracks are gathered here and
/// applied after they are committed. Several changes of one commit are judged one after the other on the same judgement.
/// </summary>
/// <param name="answers">Shared by the judgements of a partition, which take turns; nobody's facts stay in it for long.</param>
internal sealed class Judgement(ContactRow row, Answers answers)
{
    private readonly Dictionary<Shard, Track> _changed = [];
    private List<MembershipEntry> _entries = [];

    public ContactRow Row => row;
    public Subject Subject { get; private set; } = row.Subject;

    /// <summary>The tracks that are not any more as the row has them.</summary>
    public IReadOnlyDictionary<Shard, Track> Changed => _changed;

    /// <summary>The entries since the last call.</summary>
    public List<MembershipEntry> TakeEntries()
    {
        if (_entries.Count == 0)
            return [];
        (var taken, _entries) = (_entries, []);
        return taken;
    }

    /// <summary>Every flip by time up to then, each dated at its own instant.</summary>
    public void Advance(Instant to)
    {
        while (EarliestDue(to) is { } due)
            JudgeAt(due.Shard, due.At, Subject.Facts.ArchivesAt == due.At ? Cause.Archived : Cause.Time, due.At);
    }

    /// <summary>The contact is another from now on.</summary>
    /// <param name="onlyGrew">
    /// It is the same with one event more: where that can only bring it in, a member stays one, and is looked at again when it would
    /// have been without the event.
    /// </param>
    public void Change(Subject subject, IReadOnlyCollection<Shard> affected, bool onlyGrew, Instant now, Cause cause)
    {
        Subject = subject;
        foreach (var shard in affected)
            if (!onlyGrew || !shard.Rule!.Grows || !TrackOf(shard).In)
                JudgeAt(shard, now, cause, now);
    }

    /// <summary>The contact is gone: it leaves everything.</summary>
    public void Leave(Instant now, Cause cause)
    {
        Subject = Subject.Empty;
        foreach (var (shard, track) in row.Tracks)
            _changed.TryAdd(shard, track);
        foreach (var (shard, track) in _changed.ToArray())
            Set(shard, track, new Track(false, track.Since, null), now, cause);
    }

    /// <summary>What falls due first, if by then.</summary>
    public (Shard Shard, Instant At)? EarliestDue(Instant to)
    {
        (Shard Shard, Instant At)? earliest = null;
        foreach (var (shard, track) in row.Tracks)
            if (IsEarlier(track) && !_changed.ContainsKey(shard))
                earliest = (shard, track.Next!.Value);
        foreach (var (shard, track) in _changed)
            if (IsEarlier(track))
                earliest = (shard, track.Next!.Value);
        return earliest;

        bool IsEarlier(in Track track) => track.Next is { } next && next <= to && (earliest is null || next < earliest.Value.At);
    }

    private void JudgeAt(Shard shard, Instant at, Cause cause, Instant dated)
    {
        var verdict = Rule.Evaluate(shard.Rule!, Subject, at, answers);
        Set(shard, TrackOf(shard), new Track(verdict.Holds, default, verdict.NextChangeAt), dated, cause);
    }

    private Track TrackOf(Shard shard) => _changed.TryGetValue(shard, out var track) ? track : row.Tracks[shard];

    private void Set(Shard shard, Track before, Track after, Instant dated, Cause cause)
    {
        if (before.In == after.In)
        {
            // Most rules say of most people what they said before: no, and that time alone will not change it.
            if (after.Next != before.Next)
                _changed[shard] = after with { Since = before.Since };
            return;
        }
        var at = Instant.Max(dated, before.Since);
        _changed[shard] = after with { Since = at };
        _entries.Add(new MembershipEntry(
            shard.Audience.Id, shard.Build, shard.Version, row.Slot, row.Contact, after.In, at, cause, shard.Announces));
    }
}
