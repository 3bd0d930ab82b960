using System.Text;
using Audiences.Rules;

namespace Audiences.Columns;

/// <summary>
/// Properties beyond those that are kept unasked: taken in when they are asked for, in small pieces between which events come in. The pieces
/// go round all contacts, so that one more that is asked for meanwhile does not hold the others up.
/// </summary>
internal sealed partial class EventPostings
{
    /// <summary>Of those so many stay that were asked for last.</summary>
    public const int MostAsked = 32;

    // The one asked for last at the end.
    private readonly List<PropertyColumn> _asked = [];

    // The slot from which the next piece is taken in.
    private int _next;

    /// <summary>
    /// How much of these properties it holds, 0 to 1; null where that is all there is, or all that it can. What is lacking <see cref="TakeIn"/>
    /// takes in.
    /// </summary>
    public double? Ask(IReadOnlyCollection<string> properties)
    {
        if (!_isShort)
            SettleForQuestion();
        if (!_isShort || !TryAsk(properties))
            return null;
        var open = _asked.Where(column => !column.IsWhole && properties.Contains(column.Name)).ToArray();
        return open.Length == 0 ? null : open.Average(Held);
    }

    public bool IsTakingIn => _asked.Exists(column => !column.IsWhole);

    /// <summary>Takes in what was asked for of so many contacts more, or of those that are left on this way round.</summary>
    /// <returns>Of how many, or 1 for none.</returns>
    public int TakeIn(int contacts)
    {
        var open = _asked.Where(column => !column.IsWhole).ToArray();
        var place = PlaceOf(_next, 0);
        place = place < 0 ? ~place : place;
        var (begin, end) = (place, Math.Min(place + contacts, _slots.Length));
        for (; place < end; place++)
        {
            if (Apart.Contains(_slots[place]))
                Rewrite(_slots[place]);
            else
                Read(place, open);
        }
        _next = end < _slots.Length ? _slots[end] : 0;
        foreach (var column in open)
        {
            // At the end it goes on from the beginning, for those that were asked for on the way.
            column.IsWhole = _next == 0 ? column.IsAround || column.Since == 0 : column.IsAround && _next >= column.Since;
            column.IsAround |= _next == 0;
        }
        // Those whose events were not sorted in are read anew, all at once.
        if (Array.Exists(open, column => column.IsWhole))
            Settle();
        return Math.Max(1, end - begin);
    }

    private double Held(PropertyColumn column)
    {
        var all = _slots.Length == 0 ? 1 : _slots[^1] + 1;
        return Math.Clamp((double)(column.IsAround ? all - column.Since + _next : _next - column.Since) / all, 0, 0.99);
    }

    /// <summary>False where there is no room beside what is being taken in for others.</summary>
    private bool TryAsk(IReadOnlyCollection<string> properties)
    {
        string[] lacking = [.. properties.Where(property => Find(property) is null)];
        PropertyColumn[] free = [.. _asked.Where(column => column.IsWhole && !properties.Contains(column.Name))];
        var room = MostAsked - _asked.Count;
        if (lacking.Length > room + free.Length)
            return false;
        foreach (var dropped in free.Take(lacking.Length - room))
        {
            _asked.Remove(dropped);
            _properties.Remove(dropped);
            _left.RemoveWhere(held => held.Property == dropped);
            dropped.Contents.KeepOnly([]);
        }
        foreach (var known in _asked.Where(column => properties.Contains(column.Name)).ToArray())
        {
            _asked.Remove(known);
            _asked.Add(known);
        }
        foreach (var property in lacking)
        {
            // New events have it from now on.
            var column = new PropertyColumn(property) { IsWhole = _slots.Length == 0, Since = _next };
            column.Fill(new int[_times.Length]);
            _asked.Add(column);
            _properties.Add(column);
        }
        return true;
    }

    private void Read(int place, PropertyColumn[] open)
    {
        var (from, to) = (_starts[place], _starts[place + 1]);
        var events = historyOf(_slots[place]).Named(kind, name);
        for (var i = from + 1; i < to; i++)
            if (_times[i] == _times[i - 1])
            {
                // Of one instant they may stand here in another order than there.
                open = [.. _properties];
                for (var each = from; each < to && _passive.Count > 0; each++)
                    _passive[each] = events[each - from].Active ? 0 : 1;
            }
        foreach (var column in open)
            for (var i = from; i < to; i++)
                column.Set(i, CodeOf(column, events[i - from]));
    }

    private static int CodeOf(PropertyColumn column, EventFact fact) =>
        column.IsPage ? PagePath.Of(fact) is { } page ? column.Contents.CodeOf(PagePath.Form(page)) : 0
        : FactPath.TryGet(fact.Properties, column.NameBytes, out var value) ? column.CodeOf(value)
        : 0;

    private PropertyColumn? Find(string property)
    {
        var bytes = Encoding.UTF8.GetBytes(property);
        return _properties.Find(known => known.NameBytes.AsSpan().SequenceEqual(bytes));
    }
}
