namespace Audiences.Columns;

/// <summary>Sets for the time of a question, used again by the next: a partition is asked one question at a time.</summary>
internal sealed class Scratch
{
    private readonly Stack<SlotSet> _free = new();

    public Lent CopyOf(SlotSet other)
    {
        var lent = Take();
        lent.Slots.CopyFrom(other);
        return lent;
    }

    public Lent Empty()
    {
        var lent = Take();
        lent.Slots.Clear();
        return lent;
    }

    private Lent Take() => new(this, _free.TryPop(out var free) ? free : new SlotSet());

    public readonly ref struct Lent(Scratch owner, SlotSet slots)
    {
        public SlotSet Slots => slots;

        public void Dispose() => owner._free.Push(slots);
    }
}
