using System.Runtime.InteropServices;
using System.Text.Json;

namespace Audiences.Columns;

/// <summary>Sorting in what stands apart.</summary>
internal sealed partial class EventPostings
{
    /// <summary>How the old events and the new follow each other; sets the slots and where each begins.</summary>
    private List<Stretch> Plan()
    {
        var stretches = new List<Stretch>(_added.Count + 16);
        var slots = new List<ushort>(_slots.Length + 16);
        var starts = new List<int>(_slots.Length + 17);
        var (count, next, open) = (0, 0, new Stretch(0, 0, false));
        for (var place = 0; place < _slots.Length || next < _added.Count;)
        {
            var slot = Math.Min(place < _slots.Length ? _slots[place] : int.MaxValue, next < _added.Count ? _added[next].Slot : int.MaxValue);
            var begin = count;
            var (from, to) = place < _slots.Length && _slots[place] == slot ? (_starts[place], _starts[++place]) : (0, 0);
            if (_rewritten.Contains(slot))
                from = to;
            for (; next < _added.Count && _added[next].Slot == slot; next++)
            {
                var upTo = from;
                while (upTo < to && _times[upTo] <= _added[next].Fact.At.Ms)
                    upTo++;
                Take(from, upTo);
                stretches.Add(open with { IsFollowed = true });
                open = default;
                (from, count) = (upTo, count + 1);
            }
            Take(from, to);
            if (count > begin)
            {
                slots.Add((ushort)slot);
                starts.Add(begin);
            }
        }
        stretches.Add(open);
        starts.Add(count);
        (_slots, _starts) = ([.. slots], [.. starts]);
        return stretches;

        void Take(int from, int to)
        {
            if (from == to)
                return;
            if (open.Count > 0 && open.From + open.Count == from)
            {
                open = open with { Count = open.Count + to - from };
            }
            else
            {
                if (open.Count > 0)
                    stretches.Add(open);
                open = new Stretch(from, to - from, false);
            }
            count += to - from;
        }
    }

    private void Splice(List<Stretch> plan)
    {
        var stretches = CollectionsMarshal.AsSpan(plan);
        var times = new long[_starts[^1]];
        Stretch.Splice(stretches, _times, [.. _added.Select(added => added.Fact.At.Ms)], times);
        _times = times;
        NoteLasts();
        if (_passive.Count > 0 || _added.Exists(added => !added.Fact.Active))
            _passive = _passive.Splice(times.Length, 1, stretches, [.. _added.Select(added => added.Fact.Active ? 0 : 1)]);
        var codes = CodesOfAdded();
        for (var i = 0; i < _properties.Count; i++)
            _properties[i].Splice(times.Length, stretches, codes[i]);
    }

    private void NoteLasts()
    {
        _lasts = new int[_slots.Length];
        Latest = long.MinValue;
        for (var place = 0; place < _lasts.Length; place++)
        {
            var last = _times[_starts[place + 1] - 1];
            _lasts[place] = CoarseOf(last);
            Latest = Math.Max(Latest, last);
        }
    }

    /// <summary>Of each property the codes of the new events.</summary>
    private List<int[]> CodesOfAdded()
    {
        var codes = new List<int[]>(_properties.Select(_ => new int[_added.Count]));
        for (var i = 0; i < _added.Count; i++)
        {
            if (_added[i].Fact.Properties.ValueKind != JsonValueKind.Object)
                continue;
            if (_properties.FindIndex(property => property.IsPage) is >= 0 and var page)
                codes[page][i] = CodeOf(_properties[page], _added[i].Fact);
            var guess = 0;
            foreach (var property in _added[i].Fact.Properties.EnumerateObject())
            {
                if (ColumnOf(property, guess, codes) is not (>= 0 and var column))
                    continue;
                codes[column][i] = _properties[column].CodeOf(property.Value);
                guess = column + 1;
            }
        }
        return codes;
    }

    /// <param name="guess">Events of a name mostly have the same properties in the same order.</param>
    private int ColumnOf(JsonProperty property, int guess, List<int[]> codes)
    {
        try
        {
            if (guess < _properties.Count && Is(guess))
                return guess;
            for (var i = 0; i < _properties.Count; i++)
                if (Is(i))
                    return i;
            // One that was dropped before lacks what came before.
            if (_isShort || _properties.Count >= mostProperties)
            {
                _isShort = true;
                return -1;
            }
            _properties.Add(new PropertyColumn(property.Name));
            codes.Add(new int[_added.Count]);
            return _properties.Count - 1;
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate in its name, on which the reader throws.
            _isShort = true;
            return -1;
        }

        bool Is(int column) => !_properties[column].IsPage && property.NameEquals(_properties[column].NameBytes);
    }
}
