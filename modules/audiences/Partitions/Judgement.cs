using Audiences.Rules;
using Audiences.Stored;
using Contracts;

namespace Audiences.Partitions;

/// <summary>
/// Decides what becomes of one contact's memberships, without touching the memory: flips and tracks are gathered here and
/// applied after they are committed. Several changes of one commit are judged one after the other on the same judgement.
/// </summary>
internal sealed class Judgement(ContactRow row)
{
    private readonly Dictionary<Shard, Track> _tracks = new(row.Tracks);
    private readonly List<MembershipEntry> _entries = [];
    private readonly HashSet<Shard> _touched = [];

    public ContactRow Row => row;
    public Subject Subject { get; private set; } = row.Subject;
    public IReadOnlyCollection<Shard> Touched => _touched;

    /// <summary>The track as this judgement leaves it.</summary>
    public Track TrackOf(Shard shard) => _tracks.GetValueOrDefault(shard);

    /// <summary>The entries since the last call.</summary>
    public List<MembershipEntry> TakeEntries()
    {
        var taken = new List<MembershipEntry>(_entries);
        _entries.Clear();
        return taken;
    }

    /// <summary>Every flip by time up to then, each dated at its own instant.</summary>
    public void Advance(Instant to)
    {
        while (EarliestDue(to) is { } due)
            JudgeAt(due.Shard, due.At, Cause.Time, due.At);
    }

    /// <summary>The contact is another from now on.</summary>
    public void Change(Subject subject, IEnumerable<Shard> affected, Instant now, Cause cause)
    {
        Subject = subject;
        foreach (var shard in affected)
            JudgeAt(shard, now, cause, now);
    }

    /// <summary>The contact is gone: it leaves everything.</summary>
    public void Leave(Instant now, Cause cause)
    {
        Subject = Subject.Empty;
        foreach (var (shard, track) in _tracks.ToArray())
            Set(shard, track, new Track(false, track.Since, null), now, cause);
    }

    /// <summary>What falls due first, if by then.</summary>
    public (Shard Shard, Instant At)? EarliestDue(Instant to)
    {
        (Shard Shard, Instant At)? earliest = null;
        foreach (var (shard, track) in _tracks)
            if (track.Next is { } next && next <= to && (earliest is null || next < earliest.Value.At))
                earliest = (shard, next);
        return earliest;
    }

    private void JudgeAt(Shard shard, Instant at, Cause cause, Instant dated)
    {
        var verdict = Rule.Evaluate(shard.Rule!, Subject, at);
        Set(shard, TrackOf(shard), new Track(verdict.Holds, default, verdict.NextChangeAt), dated, cause);
    }

    private void Set(Shard shard, Track before, Track after, Instant dated, Cause cause)
    {
        _touched.Add(shard);
        if (before.In == after.In)
        {
            _tracks[shard] = after with { Since = before.Since };
            return;
        }
        var at = Instant.Max(dated, before.Since);
        _tracks[shard] = after with { Since = at };
        _entries.Add(new MembershipEntry(
            shard.Audience.Id, shard.Build, shard.Version, row.Slot, row.Contact, after.In, at, cause, shard.Announces));
    }
}
