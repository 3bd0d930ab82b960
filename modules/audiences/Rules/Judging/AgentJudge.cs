using Audiences.Columns;

namespace Audiences.Rules;

/// <summary>
/// Device or browser: of the last event that says so, which is another as soon as one dated ahead is reached.
/// </summary>
internal sealed class AgentJudge(AgentPart part, ValueTest test) : Judge
{
    public override int Cost => 3;

    public override int NarrowCost => Cost;

    public override void Narrow(ContactColumns columns, SlotSet among, long now)
    {
        using var ahead = Ahead(columns, among, now);
        columns.NarrowApart(
            among, ahead.Slots, coming => base.Narrow(columns, coming, now), others => columns.Told(part).Narrow(others, null, test, now));
    }

    public override void NarrowToTimed(ContactColumns columns, SlotSet among, long now)
    {
        if (!test.IsTimed)
        {
            using var ahead = Ahead(columns, among, now);
            among.And(ahead.Slots);
        }
    }

    /// <summary>Those of whom something is known only from later on.</summary>
    private static Scratch.Lent Ahead(ContactColumns columns, SlotSet among, long now)
    {
        var ahead = columns.Scratch.CopyOf(among);
        columns.ToldAt.Narrow(ahead.Slots, new Interval(now + 1, long.MaxValue));
        return ahead;
    }

    public override Outcome Of(in Subject subject, long now, Answers? answers) => test.During(Values(subject.Events, now), now).At(now);

    private List<(Interval, Value)> Values(EventHistory events, long now)
    {
        var telling = events.Telling(part, now);
        var values = new List<(Interval, Value)>(telling.Count);
        for (var i = 0; i < telling.Count; i++)
        {
            var until = i + 1 < telling.Count ? telling[i + 1].At.Ms : long.MaxValue;
            values.Add((new Interval(telling[i].At.Ms, until), Value.Of(telling[i].Agent[part])));
        }
        return values;
    }
}
