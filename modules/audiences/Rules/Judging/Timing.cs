namespace Audiences.Rules;

/// <summary>An operator whose answer about one value depends on the time.</summary>
internal abstract class Timing
{
    /// <summary>Notes the instants at which the value passes: all of them, or those around <paramref name="now"/> up to a horizon.</summary>
    public abstract void Note(in Value value, long now, IntervalList passes);
}

/// <summary>A moment passes once, from one instant to another.</summary>
internal sealed class MomentTiming(Func<Moment, Interval> during) : Timing
{
    public override void Note(in Value value, long now, IntervalList passes)
    {
        if (value.TryMoment(out var moment))
        {
            passes.Add(during(moment));
        }
    }
}
