using System.Runtime.CompilerServices;
using Audiences.Rules;
using Contracts;

namespace Audiences.Columns;

/// <summary>
/// The events of one name, of all contacts of a partition: sorted by slot and then time, a column for each of their properties. What has
/// come in since they were sorted stands apart until it is much or asked for; contacts whom that concerns are judged one by one till then.
/// </summary>
/// <param name="historyOf">The whole history of a slot's contact, for who has lost an event.</param>
/// <param name="mostProperties">Kept unasked; the first that events bring.</param>
internal sealed partial class EventPostings(StepKind kind, string name, Func<int, EventHistory> historyOf, int mostProperties)
{
    private const int MostSpare = 64;

    private readonly List<PropertyColumn> _properties = [];
    private readonly List<(int Slot, EventFact Fact)> _added = [];
    private readonly Slots _rewritten = new();

    // Contents that somebody had who may have been the only one.
    private readonly HashSet<(PropertyColumn Property, int Code)> _left = [];

    // Of slot _slots[i] are the events from _starts[i] to before _starts[i + 1].
    private ushort[] _slots = [];
    private int[] _starts = [0];
    private long[] _times = [];

    // Of each contact when the last is dated, as CoarseOf says it.
    private int[] _lasts = [];

    // 1 of each event that is not active; none at all while all are.
    private Codes _passive = PropertyColumn.None;

    /// <summary>There were more properties than are kept, or one whose name cannot be read: conditions on those are judged one by one.</summary>
    private bool _isShort;

    private int MostProperties => mostProperties;

    public StepKind Kind => kind;
    public string Name => name;

    /// <summary>Contacts of whom something is not in the columns yet.</summary>
    public Slots Apart { get; } = new();

    public ReadOnlySpan<ushort> Contacts => _slots;
    public ReadOnlySpan<long> Times => _times;

    /// <summary>
    /// Of each of <see cref="Contacts"/> when its last event is dated, by <see cref="CoarseOf"/>: a question about the last days passes by most of them
    /// without looking at their <see cref="Times"/>, which lie far apart.
    /// </summary>
    public ReadOnlySpan<int> Lasts => _lasts;

    /// <summary>An instant in steps of some four seconds: of two that differ in these the greater is the later.</summary>
    public static int CoarseOf(long at) => (int)Math.Clamp(at >> 12, int.MinValue, int.MaxValue);

    /// <summary>When the last event is dated that it knows of.</summary>
    public long Latest { get; private set; } = long.MinValue;

    public bool IsActive(int place) => _passive.Count == 0 || _passive[place] == 0;

    /// <summary>Where the events of each of <see cref="Contacts"/> begin, and where the last end.</summary>
    public ReadOnlySpan<int> Starts => _starts;

    /// <summary>Without those of the properties.</summary>
    public ColumnBytes Bytes => default(ColumnBytes) with
    {
        Times = (long)_times.Length * sizeof(long),
        Slots = (long)_slots.Length * sizeof(ushort),
        Starts = ((long)_starts.Length + _lasts.Length) * sizeof(int),
        PropertyCodes = _passive.Bytes,
        Unsorted = ((long)_added.Capacity * Unsafe.SizeOf<(int, EventFact)>()) + Apart.Bytes + _rewritten.Bytes,
    };

    public void Add(int slot, EventFact fact)
    {
        // Who is read anew is read with it.
        if (_rewritten.Contains(slot))
            return;
        _added.Add((slot, fact));
        Apart.Add(slot);
        if (_added.Count > 1_024 && _added.Count > _times.Length / 4)
            Settle();
    }

    /// <summary>The contact's events are others: they are read anew.</summary>
    public void Rewrite(int slot)
    {
        _rewritten.Add(slot);
        Apart.Add(slot);
    }

    /// <summary>The contact has other such events now, or none; nothing stays of those it had when they are sorted in.</summary>
    public void Forget(int slot)
    {
        if (PlaceOf(slot, 0) is >= 0 and var place)
            foreach (var property in _properties)
                for (var i = _starts[place]; i < _starts[place + 1]; i++)
                    if (property.Codes[i] is > 0 and var code)
                        _left.Add((property, code));
        Rewrite(slot);
    }

    /// <summary>Something of what was forgotten is still there.</summary>
    public bool HasLeft => _left.Count > 0;

    private void WipeLeft()
    {
        foreach (var codes in _left.GroupBy(held => held.Property, held => held.Code))
        {
            var used = new bool[codes.Key.Contents.Count];
            for (var place = 0; place < codes.Key.Codes.Count; place++)
                used[codes.Key.Codes[place]] = true;
            foreach (var code in codes.Where(code => !used[code]))
                codes.Key.Contents.Forget(code);
        }
        _left.Clear();
    }

    /// <summary>Called before a question: sorts in what stands apart when judging it one by one would cost more.</summary>
    public void SettleForQuestion()
    {
        if (_added.Count > 64 + (_times.Length / 512) || _rewritten.Count > 64)
            Settle();
    }

    /// <summary>Sorts in what stands apart.</summary>
    public void Settle()
    {
        if (Apart.Count == 0)
            return;
        if (_rewritten.Count > 0)
            _added.RemoveAll(added => _rewritten.Contains(added.Slot));
        foreach (var slot in _rewritten)
            foreach (var fact in historyOf(slot).Named(kind, name))
                _added.Add((slot, fact));
        _added.Sort(static (a, b) => a.Slot != b.Slot ? a.Slot.CompareTo(b.Slot) : EventFact.Compare(a.Fact, b.Fact));
        Splice(Plan());
        _added.Clear();
        // They may have been as many as a quarter of all there are.
        if (_added.Capacity > MostSpare)
            _added.Capacity = 0;
        _rewritten.Clear();
        Apart.Clear();
        if (HasLeft)
            WipeLeft();
    }

    public IReadOnlyList<PropertyColumn> Properties => _properties;

    /// <summary>There are no properties but those in the columns.</summary>
    public bool HoldsAllProperties => !_isShort;

    /// <summary>How many of them have such an event.</summary>
    public int CountOf(SlotSet among)
    {
        Settle();
        var count = 0;
        foreach (var slot in _slots)
            count += among.Contains(slot) ? 1 : 0;
        return count;
    }

    /// <summary>How many of them have each content of a property in some event, those that read the same as the first of these, and how many any that is not missing.</summary>
    public (int Seen, int[] Contacts) CountEach(PropertyColumn property, SlotSet among)
    {
        Settle();
        var (contacts, last, seen) = (new int[property.Contents.Count], new int[property.Contents.Count], 0);
        var isMissing = Enumerable.Range(0, contacts.Length).Select(code => property.Contents[code] is not [var only] || only.IsMissing).ToArray();
        var firsts = property.Contents.FirstsOfText();
        for (var place = 0; place < _slots.Length; place++)
        {
            if (!among.Contains(_slots[place]))
                continue;
            var isSeen = false;
            for (var i = _starts[place]; i < _starts[place + 1]; i++)
            {
                var code = firsts[property.Codes[i]];
                // Last counted for this contact: places are numbered from 1 here.
                if (code == 0 || last[code] == place + 1)
                    continue;
                (last[code], contacts[code]) = (place + 1, contacts[code] + 1);
                isSeen |= !isMissing[code];
            }
            seen += isSeen ? 1 : 0;
        }
        return (seen, contacts);
    }

    /// <summary>What the events of each of them have in a property, each different content once a contact.</summary>
    /// <param name="see">Given the codes of one contact, without nothing.</param>
    public void SeeEach(PropertyColumn property, SlotSet among, Action<HashSet<int>> see)
    {
        Settle();
        var codes = new HashSet<int>();
        for (var place = 0; place < _slots.Length; place++)
        {
            if (!among.Contains(_slots[place]))
                continue;
            for (var i = _starts[place]; i < _starts[place + 1]; i++)
                if (property.Codes[i] is > 0 and var code)
                    codes.Add(code);
            see(codes);
            codes.Clear();
        }
    }

    public bool HasAny(SlotSet among)
    {
        foreach (var slot in _slots)
            if (among.Contains(slot) && !Apart.Contains(slot))
                return true;
        foreach (var slot in Apart)
            if (among.Contains(slot) && !historyOf(slot).Named(kind, name).IsEmpty)
                return true;
        return false;
    }

    /// <summary>Shows what their events have in a property, each different content once, until that is enough.</summary>
    public void Show(PropertyColumn property, SlotSet among, Func<Value[], bool> isEnough)
    {
        if (ShowSorted(property, among, isEnough) || Apart.Count == 0)
            return;
        Settle();
        ShowSorted(property, among, isEnough);
    }

    private bool ShowSorted(PropertyColumn property, SlotSet among, Func<Value[], bool> isEnough)
    {
        var shown = new bool[property.Contents.Count];
        shown[0] = true;
        for (var place = 0; place < _slots.Length; place++)
        {
            if (!among.Contains(_slots[place]) || Apart.Contains(_slots[place]))
                continue;
            for (var i = _starts[place]; i < _starts[place + 1]; i++)
            {
                var code = property.Codes[i];
                if (!shown[code] && isEnough(property.Contents[code]))
                    return true;
                shown[code] = true;
            }
        }
        return false;
    }

    /// <summary>Null when no event has it; false when it may have been left out.</summary>
    public bool TryProperty(string property, out PropertyColumn? column)
    {
        column = Find(property);
        return column?.IsWhole ?? !_isShort;
    }

    /// <summary>The place of a slot among <see cref="Contacts"/>, or the complement of where it would be.</summary>
    public int PlaceOf(int slot, int from)
    {
        var place = _slots.AsSpan(from).IndexOfAnyInRange((ushort)slot, ushort.MaxValue) is >= 0 and var found ? from + found : _slots.Length;
        return place < _slots.Length && _slots[place] == slot ? place : ~place;
    }
}
