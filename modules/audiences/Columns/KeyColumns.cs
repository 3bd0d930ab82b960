using Audiences.Packing;
using Audiences.Rules;

namespace Audiences.Columns;

/// <summary>
/// What contacts have under keys of their own: traits, custom fields, preferences and the like. Who sends ever new keys must not fill the memory:
/// those beyond a number are left out, and conditions on them are judged one by one.
/// </summary>
internal sealed class KeyColumns
{
    private const int MostKeys = 512, MostLeftOut = 4_096;

    private readonly Dictionary<string, FieldColumn> _columns = new(StringComparer.Ordinal);

    // How many contacts have each key that has no column; beyond so many of them any may be such a one.
    private readonly Dictionary<string, int> _leftOut = new(StringComparer.Ordinal);
    private bool _lacksMore;

    public IEnumerable<FieldColumn> All => _columns.Values;

    /// <summary>Nothing is left out.</summary>
    public bool HoldAll => !_lacksMore && _leftOut.Count == 0;

    /// <summary>Null when nobody has anything under that key, or it was left out.</summary>
    public FieldColumn? Find(string key) => _columns.GetValueOrDefault(key);

    /// <summary>False when something under one of the keys may have been left out.</summary>
    public bool Hold(IEnumerable<string> keys) =>
        HoldAll || keys.All(key => _columns.ContainsKey(key) || (!_lacksMore && !_leftOut.ContainsKey(key)));

    /// <summary>The keys under which some of them have something, and the columns.</summary>
    public IEnumerable<(string Key, FieldColumn Column)> Of(SlotSet among) =>
        _columns.Where(held => held.Value.HasAny(among)).Select(held => (held.Key, held.Value));

    /// <summary>The slot's contact was <paramref name="before"/> and is <paramref name="after"/> now.</summary>
    public void Note(int slot, ContactFacts before, ContactFacts after)
    {
        foreach (var key in before.Keys)
        {
            if (after.Has(key))
                continue;
            if (_columns.TryGetValue(key, out var column))
            {
                column.Clear(slot);
                if (column.IsEmpty)
                    _columns.Remove(key);
            }
            else if (_leftOut.TryGetValue(key, out var contacts))
            {
                LeaveOut(key, contacts - 1);
            }
        }
        after.ShowValues((key, json) => ColumnOf(key, before)?.Set(slot, json));
    }

    /// <summary>Nothing stays of what the slot's contact has.</summary>
    public void Forget(int slot, ContactFacts before)
    {
        foreach (var key in before.Keys)
            if (_columns.TryGetValue(key, out var column))
                column.Forget(slot);
    }

    /// <summary>What the contacts of some slots in a row have; asked only while nothing is left out.</summary>
    public void Pack(PackedWriter writer, int first, int end)
    {
        var columns = _columns.Where(held => held.Value.HasAny(first, end)).ToArray();
        writer.Count(columns.Length);
        foreach (var (key, column) in columns)
        {
            writer.Name(key);
            column.Pack(writer, first, end);
        }
    }

    /// <summary>Slots of which nothing is there yet.</summary>
    public void Append(ref PackedReader reader, int first)
    {
        for (var left = reader.Count(); left > 0; left--)
        {
            var key = reader.Name();
            if (ColumnOf(key, _leftOut.GetValueOrDefault(key)) is { } column)
                column.Append(ref reader, first);
            else
                LeaveOut(key, _leftOut.GetValueOrDefault(key) + new PackedCodes(ref reader, null).Held);
        }
    }

    /// <param name="before">What the contact was that is noted now.</param>
    private FieldColumn? ColumnOf(string key, ContactFacts before)
    {
        var others = _leftOut.TryGetValue(key, out var contacts) && before.Has(key) ? contacts - 1 : contacts;
        if (ColumnOf(key, others) is { } column)
            return column;
        LeaveOut(key, others + 1);
        return null;
    }

    /// <summary>Null where there is none and can be none.</summary>
    /// <param name="others">How many have it who are not in a column.</param>
    private FieldColumn? ColumnOf(string key, int others)
    {
        if (_columns.TryGetValue(key, out var column))
            return column;
        // What people organise by has its place whoever came before. Who came before and was left out would be missing in a new column.
        var isReserved = Field.Kinds.ContainsKey(key) || Field.Split(key) is ("custom", _);
        if (isReserved || (_columns.Count < MostKeys && others == 0 && !_lacksMore))
        {
            LeaveOut(key, 0);
            return _columns[key] = new FieldColumn(Value.ReadKept);
        }
        return null;
    }

    private void LeaveOut(string key, int contacts)
    {
        if (contacts == 0)
            _leftOut.Remove(key);
        else if (_leftOut.Count < MostLeftOut || _leftOut.ContainsKey(key))
            _leftOut[key] = contacts;
        else
            _lacksMore = true;
    }
}
