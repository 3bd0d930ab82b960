using Audiences.Columns;

namespace Audiences.Rules;

/// <param name="Next">
/// Nothing changes before it unless facts do; at it something may. Milliseconds, or <see cref="Never"/>.
/// </param>
internal readonly record struct Outcome(bool Holds, long Next)
{
    public const long Never = long.MaxValue;
}

/// <summary>A compiled part of a definition.</summary>
internal abstract class Judge
{
    /// <param name="answers">Where conditions that stand in many rules leave what they said; null asks each anew.</param>
    public abstract Outcome Of(in Subject subject, long now, Answers? answers);

    /// <summary>
    /// Leaves only those of the slots for which it holds now. Who cannot say it from the columns judges the contacts one by one.
    /// </summary>
    public virtual void Narrow(ContactColumns columns, SlotSet among, long now)
    {
        foreach (var slot in among)
        {
            if (!Of(columns.SubjectOf(slot), now, null).Holds)
            {
                among.Remove(slot);
            }
        }
    }

    /// <summary>
    /// Leaves those of whom time alone may make the answer another from that instant on, and perhaps more.
    /// </summary>
    public virtual void NarrowToTimed(ContactColumns columns, SlotSet among, long now)
    {
    }

    /// <summary>Rough order of effort of <see cref="Narrow"/>, for one slot.</summary>
    public virtual int NarrowCost => OneByOne;

    /// <summary>From this <see cref="NarrowCost"/> on a part of it judges one by one.</summary>
    public const int OneByOne = 1_000;

    /// <summary>The columns hold all that it asks for, but for few contacts.</summary>
    public virtual bool IsHeldBy(ContactColumns columns) => NarrowCost < OneByOne;

    /// <summary>Rough order of effort: a group asks its cheap parts first, because they often decide.</summary>
    public abstract int Cost { get; }

    /// <summary>Events do not matter to it.</summary>
    public virtual bool IsStill => false;

    /// <summary>
    /// Where it holds for a history, it holds for every longer one: one more event can bring a contact in, and never out.
    /// </summary>
    public virtual bool Grows => IsStill;
}

internal sealed class NotJudge(Judge part) : Judge
{
    public override int Cost => part.Cost;

    public override int NarrowCost => part.NarrowCost;

    public override bool IsHeldBy(ContactColumns columns) => part.IsHeldBy(columns);

    public override void Narrow(ContactColumns columns, SlotSet among, long now)
    {
        using var holding = columns.Scratch.CopyOf(among);
        part.Narrow(columns, holding.Slots, now);
        among.Without(holding.Slots);
    }

    public override void NarrowToTimed(ContactColumns columns, SlotSet among, long now) => part.NarrowToTimed(columns, among, now);

    public override bool IsStill => part.IsStill;

    public override Outcome Of(in Subject subject, long now, Answers? answers) =>
        part.Of(subject, now, answers) is var outcome ? outcome with { Holds = !outcome.Holds } : default;
}

/// <summary>
/// ALL or ANY of its parts. As long as one deciding part (a failing one of ALL, a holding one of ANY) stays as it is, so does the group:
/// then the next change is the last of theirs. Without one every part is needed: then it is the first.
/// </summary>
internal sealed class GroupJudge(Match match, IReadOnlyList<Judge> parts) : Judge
{
    private readonly Judge[] _parts = [.. parts.OrderBy(part => part.Cost)];
    private readonly Judge[] _narrowing = [.. parts.OrderBy(part => part.NarrowCost)];

    public override int Cost => _parts.Sum(part => part.Cost);

    public override int NarrowCost => _parts.Sum(part => part.NarrowCost);

    public override bool IsHeldBy(ContactColumns columns) => Array.TrueForAll(_parts, part => part.IsHeldBy(columns));

    public override void Narrow(ContactColumns columns, SlotSet among, long now)
    {
        if (match == Match.All)
        {
            foreach (var part in _narrowing)
            {
                if (among.IsEmpty)
                {
                    return;
                }
                part.Narrow(columns, among, now);
            }
            return;
        }
        using var open = columns.Scratch.CopyOf(among);
        using var holding = columns.Scratch.Empty();
        foreach (var part in _narrowing)
        {
            if (open.Slots.IsEmpty)
            {
                break;
            }
            using var found = columns.Scratch.CopyOf(open.Slots);
            part.Narrow(columns, found.Slots, now);
            holding.Slots.Or(found.Slots);
            open.Slots.Without(found.Slots);
        }
        among.And(holding.Slots);
    }

    public override void NarrowToTimed(ContactColumns columns, SlotSet among, long now)
    {
        using var timed = columns.Scratch.Empty();
        var moved = new SlotSet[_narrowing.Length];
        for (var i = 0; i < moved.Length; i++)
        {
            moved[i] = among.Copy();
            _narrowing[i].NarrowToTimed(columns, moved[i], now);
            timed.Slots.Or(moved[i]);
        }
        among.And(timed.Slots);
        for (var i = 0; i < moved.Length; i++)
        {
            if (!among.IsEmpty && _narrowing[i].NarrowCost < OneByOne)
            {
                LeaveUndecided(_narrowing[i], moved[i], columns, among, now);
            }
        }
    }

    /// <summary>Takes those away whom a part decides that time does not move, whatever becomes of the others.</summary>
    /// <param name="moved">By the part.</param>
    private void LeaveUndecided(Judge part, SlotSet moved, ContactColumns columns, SlotSet among, long now)
    {
        using var steady = columns.Scratch.CopyOf(among);
        steady.Slots.Without(moved);
        if (steady.Slots.IsEmpty)
        {
            return;
        }
        using var holding = columns.Scratch.CopyOf(steady.Slots);
        part.Narrow(columns, holding.Slots, now);
        if (match == Match.All)
        {
            steady.Slots.Without(holding.Slots);
        }
        among.Without(match == Match.All ? steady.Slots : holding.Slots);
    }

    public override bool IsStill => Array.TrueForAll(_parts, part => part.IsStill);

    public override bool Grows => Array.TrueForAll(_parts, part => part.Grows);

    public override Outcome Of(in Subject subject, long now, Answers? answers)
    {
        var deciding = match == Match.Any;
        var (decided, next) = (false, Outcome.Never);
        foreach (var part in _parts)
        {
            var outcome = part.Of(subject, now, answers);
            if (outcome.Holds == deciding)
            {
                next = decided ? Math.Max(next, outcome.Next) : outcome.Next;
                decided = true;
                if (next == Outcome.Never)
                {
                    break;
                }
            }
            else if (!decided)
            {
                next = Math.Min(next, outcome.Next);
            }
        }
        return new Outcome(decided == deciding, next);
    }
}
