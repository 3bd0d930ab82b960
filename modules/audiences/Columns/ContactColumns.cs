using System.Buffers;
using Audiences.Rules;
using Contracts;

namespace Audiences.Columns;

/// <summary>
/// What rules read of the contacts of a partition, by column. It says what the contacts themselves say: each change of one is noted here in
/// the same turn, and whatever a column cannot hold is asked of the contact.
/// </summary>
/// <param name="subjectOf">The contact of a slot that has one.</param>
/// <param name="mostProperties">Of an event name, kept unasked; none of pages and screens, nearly each of which has an address that no other has.</param>
internal sealed partial class ContactColumns(Func<int, Subject> subjectOf, int mostProperties = ContactColumns.MostProperties)
{
    // Who sends ever new names must not fill the memory: conditions on what is beyond are judged one by one.
    private const int MostEventNames = 1_024, MostProperties = 32;

    // To ask more one by one costs more than to sort in what of them stands apart.
    private const int MostApart = 256;

    private readonly FieldColumn[] _fixed = [.. Source.Fixed.Select(_ => new FieldColumn(Value.ReadForms))];
    private readonly Dictionary<(StepKind Kind, string Name), EventPostings> _events = [];
    private readonly FieldColumn[] _agent = [new(Value.ReadForms), new(Value.ReadForms)];
    private readonly ArrayBufferWriter<byte> _form = new();
    private bool _lacksEvents, _lacksViews, _cannotTakeIn;
    private uint _turn;

    public Scratch Scratch { get; } = new();

    public KeyColumns Keys { get; } = new();

    public MomentColumn CreatedAt { get; } = new();

    /// <summary>Of active events, whenever they are dated.</summary>
    public MomentColumn FirstSeen { get; } = new();

    /// <inheritdoc cref="FirstSeen"/>
    public MomentColumn LastSeen { get; } = new();

    /// <summary>The last event that says from which device it was sent, or from which browser: when it is dated.</summary>
    public MomentColumn ToldAt { get; } = new();

    /// <summary>Created on a day, not at an instant.</summary>
    public SlotSet CreatedOnADay { get; } = new();

    /// <summary>Pinned in some audience.</summary>
    public SlotSet Pinned { get; } = new();

    /// <summary>Whom time archives, or has.</summary>
    public SlotSet ArchivedByTime { get; } = new();

    /// <summary>Shared with some team.</summary>
    public SlotSet InTeams { get; } = new();

    public Subject SubjectOf(int slot) => subjectOf(slot);

    /// <summary><see cref="ContactFacts.HeldSince(string)"/> of a slot's contact.</summary>
    public Func<int, string, Instant?> HeldSince { get; init; } = (slot, key) => subjectOf(slot).Facts.HeldSince(key);

    /// <summary>What the last event said that says it, whenever it is dated.</summary>
    public FieldColumn Told(AgentPart part) => _agent[(int)part];

    public FieldColumn Fixed(string name)
    {
        for (var i = 0; i < _fixed.Length; i++)
            if (Source.Fixed[i].Name == name)
                return _fixed[i];
        throw new ArgumentException($"{name} has no column of its own.", nameof(name));
    }

    /// <summary>False when events of that name may have been left out; null when there are none.</summary>
    public bool TryEvents(StepKind kind, string name, out EventPostings? postings) =>
        _events.TryGetValue((kind, name), out postings) || !(kind == StepKind.Track ? _lacksEvents : _lacksViews);

    /// <summary>How much it holds of properties of events that it left out till now, 0 to 1; null where that is all. The rest it takes in by <see cref="TakeIn"/>.</summary>
    public double? Ask(IEnumerable<AskedProperties> asked)
    {
        var (isLacking, held, all) = (false, 0.0, 0);
        foreach (var (name, isPage, properties) in asked.Where(asked => !_cannotTakeIn && !(asked.IsPage && _lacksViews)))
        {
            foreach (var postings in isPage ? Views : TryEvents(StepKind.Track, name, out var one) && one is not null ? [one] : [])
            {
                var part = postings.Ask(properties);
                isLacking |= part is not null;
                (held, all) = (held + ((part ?? 1) * postings.Contacts.Length), all + postings.Contacts.Length);
            }
        }
        return isLacking ? held / Math.Max(all, 1) : null;
    }

    /// <summary>It failed, and would again: what asks for such properties is judged one by one from now on.</summary>
    public void StopTakingIn() => _cannotTakeIn = true;

    /// <summary>Takes in what was asked for of so many contacts more, by turns of what is open; false when there is nothing left.</summary>
    public bool TakeIn(int contacts)
    {
        EventPostings[] open = [.. _events.Values.Where(postings => postings.IsTakingIn)];
        for (var (i, left) = (0, contacts); i < open.Length && left > 0; i++)
            left -= open[_turn++ % open.Length].TakeIn(left);
        return open.Length > 0;
    }

    public bool HoldsAllEvents => !_lacksEvents;

    /// <summary>Of pages and screens.</summary>
    public bool HoldsAllViews => !_lacksViews;

    public IEnumerable<EventPostings> Events => _events.Values;

    /// <summary>Pages and screens.</summary>
    public IEnumerable<EventPostings> Views => _events.Values.Where(postings => postings.Kind != StepKind.Track);

    /// <summary>Those of whom something is not in these postings yet; when they would be many, it is sorted in before.</summary>
    public Scratch.Lent ApartOf(EventPostings[] all)
    {
        var apart = Scratch.Empty();
        foreach (var postings in all)
        {
            postings.SettleForQuestion();
            postings.Apart.AddTo(apart.Slots);
        }
        if (apart.Slots.Count <= MostApart)
            return apart;
        foreach (var postings in all)
            postings.Settle();
        apart.Slots.Clear();
        return apart;
    }

    public IEnumerable<EventPostings> EventsOf(SlotSet among) => _events.Values.Where(postings => postings.HasAny(among));

    public IEnumerable<string> EventNamesOf(SlotSet among, StepKind kind) =>
        EventsOf(among).Where(postings => postings.Kind == kind).Select(postings => postings.Name);

    /// <summary>Narrows those that a set names in one way, the others in another.</summary>
    public void NarrowApart(SlotSet among, SlotSet set, Action<SlotSet> these, Action<SlotSet> others)
    {
        using var apart = Scratch.CopyOf(among);
        apart.Slots.And(set);
        among.Without(apart.Slots);
        if (!apart.Slots.IsEmpty)
            these(apart.Slots);
        others(among);
        among.Or(apart.Slots);
    }

    /// <inheritdoc cref="NarrowApart(SlotSet, SlotSet, Action{SlotSet}, Action{SlotSet})"/>
    public void NarrowApart(SlotSet among, Slots set, Action<SlotSet> these, Action<SlotSet> others)
    {
        using var bits = Scratch.Empty();
        set.CopyTo(bits.Slots);
        NarrowApart(among, bits.Slots, these, others);
    }

    /// <summary>The slot's contact was <paramref name="before"/> and is <paramref name="after"/> now.</summary>
    public void Note(int slot, in Subject before, in Subject after)
    {
        if (!ReferenceEquals(before.Facts, after.Facts))
            NoteFacts(slot, before.Facts, after.Facts);
        if (!ReferenceEquals(before.Events, after.Events))
            NoteEvents(slot, before.Events, after.Events);
    }

    /// <summary>
    /// The contact of a slot behind all that were noted before, while a start reads them. Nothing is asked until <see cref="EndAppending"/>.
    /// </summary>
    public void Append(int slot, in Subject subject)
    {
        NoteFacts(slot, Subject.Empty.Facts, subject.Facts);
        NoteSeen(slot, subject.Events);
        NoteTold(slot, subject.Events);
        foreach (var series in subject.Events.Series)
            PostingsOf(series.Kind, series.Name)?.Append(slot, series);
    }

    public void EndAppending()
    {
        foreach (var postings in _events.Values)
            postings.EndAppending();
        foreach (var (postings, slot) in _apart)
            postings.Rewrite(slot);
        _apart.Clear();
    }

    /// <summary>The slot's contact, which was <paramref name="before"/> and is nobody now, is erased: nothing of it stays.</summary>
    public void Erase(int slot, in Subject before)
    {
        foreach (var column in _fixed)
            column.Forget(slot);
        foreach (var column in _agent)
            column.Forget(slot);
        Keys.Forget(slot, before.Facts);
        Note(slot, before, Subject.Empty);
        LetGo(slot);
    }

    /// <summary>Of events that were forgotten nothing stays: neither of those in the columns nor of those of the slot's contact that stand apart.</summary>
    public void LetGo(int slot)
    {
        foreach (var postings in _events.Values)
            if (postings.HasLeft || postings.Apart.Contains(slot))
                postings.Settle();
    }

    public ColumnBytes Measure()
    {
        var moments = CreatedAt.Bytes + FirstSeen.Bytes + LastSeen.Bytes + ToldAt.Bytes + (4 * SlotSet.Bytes);
        return new[] { default(ColumnBytes) with { Moments = moments } }
            .Concat(_fixed.Concat(_agent).Concat(Keys.All).Select(ColumnBytes.Of))
            .Concat(_events.Values.Select(postings => postings.Bytes))
            .Concat(_events.Values.SelectMany(postings => postings.Properties).Select(ColumnBytes.Of))
            .Aggregate((all, one) => all + one);
    }

    private void NoteFacts(int slot, ContactFacts before, ContactFacts after)
    {
        for (var i = 0; i < _fixed.Length; i++)
            NoteFixed(slot, Source.Fixed[i].Source, _fixed[i], after);
        Keys.Note(slot, before, after);
        CreatedAt.Set(slot, after.CreatedAt.IsDay ? null : after.CreatedAt.From);
        Mark(CreatedOnADay, slot, after.CreatedAt.IsDay);
        Mark(Pinned, slot, !after.Pins.IsEmpty);
        Mark(ArchivedByTime, slot, after.ArchivesAt is not null);
        Mark(InTeams, slot, !after.Teams.IsEmpty);
    }

    private void NoteFixed(int slot, Source source, FieldColumn column, ContactFacts after)
    {
        var values = new Collected();
        source.Visit(after, values);
        if (values.Items.Count == 0)
        {
            column.Clear(slot);
            return;
        }
        _form.ResetWrittenCount();
        foreach (var value in values.Items)
            value.WriteForm(_form);
        column.Set(slot, _form.WrittenSpan);
    }

    private void NoteEvents(int slot, EventHistory before, EventHistory after)
    {
        NoteSeen(slot, after);
        if (after.Since(before) is { } added)
        {
            if (added.Exists(fact => fact.Agent != default))
                NoteTold(slot, after);
            foreach (var fact in added)
                PostingsOf(fact.Kind, fact.Name)?.Add(slot, fact);
            return;
        }
        NoteTold(slot, after);
        foreach (var (kind, name) in before.Names().Union(after.Names()))
            if (!ReferenceEquals(before.SeriesOf(kind, name), after.SeriesOf(kind, name)))
                PostingsOf(kind, name)?.Forget(slot);
    }

    private void NoteSeen(int slot, EventHistory events)
    {
        var seen = events.Seen;
        FirstSeen.Set(slot, seen?.First);
        LastSeen.Set(slot, seen?.Last);
    }

    private void NoteTold(int slot, EventHistory events)
    {
        var (device, browser) = (events.LastTelling(AgentPart.Device), events.LastTelling(AgentPart.Browser));
        ToldAt.Set(slot, device is null || browser?.At > device.Value.At ? browser?.At.Ms : device.Value.At.Ms);
        Put(AgentPart.Device, device);
        Put(AgentPart.Browser, browser);

        void Put(AgentPart part, Told? told)
        {
            if (told is null)
            {
                Told(part).Clear(slot);
                return;
            }
            _form.ResetWrittenCount();
            Value.Of(told.Value.Agent[part]).WriteForm(_form);
            Told(part).Set(slot, _form.WrittenSpan);
        }
    }

    private EventPostings? PostingsOf(StepKind kind, string name)
    {
        if (_events.TryGetValue((kind, name), out var postings))
            return postings;
        var isView = kind != StepKind.Track;
        if (_events.Keys.Count(known => known.Kind != StepKind.Track == isView) >= MostEventNames)
        {
            (_lacksEvents, _lacksViews) = (_lacksEvents || !isView, _lacksViews || isView);
            return null;
        }
        return _events[(kind, name)] = new EventPostings(kind, name, slot => subjectOf(slot).Events, isView ? 0 : mostProperties);
    }

    private static void Mark(SlotSet set, int slot, bool isSo)
    {
        if (isSo)
            set.Add(slot);
        else
            set.Remove(slot);
    }

    private sealed class Collected : IVisitor
    {
        public List<Value> Items { get; } = [];

        public bool Visit(in Value value)
        {
            // What is missing meets no condition that nothing would not meet.
            if (!value.IsMissing)
                Items.Add(value.IsJson ? Value.Kept(value.Json) : value);
            return false;
        }
    }
}
