using Audiences.Rules;

namespace Audiences.Columns;

/// <summary>Properties beyond those that are kept unasked: taken in when they are asked for, in small pieces between which events come in.</summary>
internal sealed partial class EventPostings
{
    /// <summary>Of those so many stay that were asked for last.</summary>
    public const int MostAsked = 32;

    // The one asked for last at the end.
    private readonly List<PropertyColumn> _asked = [];

    /// <summary>How much of these properties it holds, 0 to 1; null where that is all there is. What it lacks <see cref="TakeIn"/> takes in.</summary>
    public double? Ask(IReadOnlyCollection<string> properties)
    {
        SettleForQuestion();
        if (!_isShort || properties.Count > MostAsked)
            return null;
        foreach (var property in properties)
            Ask(property);
        var open = _asked.Where(column => !column.IsWhole && properties.Contains(column.Name)).ToArray();
        return open.Length == 0 ? null : open.Average(column => (double)_slots.AsSpan().IndexOfAnyInRange((ushort)column.From, ushort.MaxValue) / _slots.Length);
    }

    private void Ask(string property)
    {
        if (_asked.Find(held => held.Name == property) is { } known)
        {
            _asked.Remove(known);
            _asked.Add(known);
            return;
        }
        if (Find(property) is not null)
            return;
        if (_asked.Count == MostAsked)
        {
            _properties.Remove(_asked[0]);
            _asked.RemoveAt(0);
        }
        // New events have it from now on.
        var column = new PropertyColumn(property) { From = 0 };
        column.Fill(new int[_times.Length]);
        _asked.Add(column);
        _properties.Add(column);
    }

    /// <summary>Takes in what was asked for of so many contacts more; false when there is nothing left.</summary>
    public bool TakeIn(int contacts)
    {
        var open = _asked.Where(column => !column.IsWhole).ToArray();
        if (open.Length == 0)
            return false;
        Settle();
        var place = PlaceOf(open.Min(column => column.From), 0);
        place = place < 0 ? ~place : place;
        var end = Math.Min(place + contacts, _slots.Length);
        for (; place < end; place++)
            if (!TryTakeIn(place, open))
                Rewrite(_slots[place]);
        var from = end < _slots.Length ? _slots[end] : PropertyColumn.Whole;
        foreach (var column in open)
            column.From = Math.Max(column.From, from);
        Settle();
        return true;
    }

    /// <summary>False of a contact with events of one instant: the columns may have them in another order.</summary>
    private bool TryTakeIn(int place, PropertyColumn[] open)
    {
        var (from, to) = (_starts[place], _starts[place + 1]);
        var events = historyOf(_slots[place]).Named(kind, name);
        for (var i = from + 1; i < to; i++)
            if (_times[i] == _times[i - 1])
                return false;
        foreach (var column in open)
            for (var i = from; i < to; i++)
                if (FactPath.TryGet(events[i - from].Properties, column.NameBytes, out var value))
                    column.Set(i, column.CodeOf(value));
        return true;
    }

    private PropertyColumn? Find(string property)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(property);
        return _properties.Find(known => known.NameBytes.AsSpan().SequenceEqual(bytes));
    }
}
