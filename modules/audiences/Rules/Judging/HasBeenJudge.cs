using Audiences.Columns;

namespace Audiences.Rules;

/// <summary>A value has been there for some time: from when it came on, repeating it changes nothing.</summary>
/// <param name="present">Whether it is there now.</param>
internal sealed class HasBeenJudge(Source source, Probe probe, ValueTest present, long length) : Judge
{
    public override int Cost => 2;

    // Those who have it are asked since when.
    public override int NarrowCost => OneByOne / 2;

    public override bool IsHeldBy(ContactColumns columns) => source.Key is { } key && columns.Keys.Hold([key]);

    public override void Narrow(ContactColumns columns, SlotSet among, long now)
    {
        var isThere = source.TryNarrow(columns, among, present, now);
        if (!isThere || source.Key is not { } key)
        {
            base.Narrow(columns, among, now);
            return;
        }
        using var longSince = columns.Scratch.Empty();
        foreach (var slot in among)
        {
            // What it was before it became as it is can only make it longer.
            if (columns.HeldSince(slot, key)?.Ms + length <= now)
            {
                longSince.Slots.Add(slot);
            }
        }
        among.Without(longSince.Slots);
        base.Narrow(columns, among, now);
        among.Or(longSince.Slots);
    }

    public override void NarrowToTimed(ContactColumns columns, SlotSet among, long now) => source.TryNarrow(columns, among, present, now);

    public override bool IsStill => true;

    public override Outcome Of(in Subject subject, long now, Answers? answers) =>
        source.Since(subject.Facts, probe) is { } since
            ? since.Ms + length <= now ? new Outcome(true, Outcome.Never) : new Outcome(false, since.Ms + length)
            : new Outcome(false, Outcome.Never);
}
