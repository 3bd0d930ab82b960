using System.Diagnostics.CodeAnalysis;

namespace Audiences.Partitions;

/// <summary>The contacts of a partition by their slots.</summary>
internal sealed class RowTable(int slots)
{
    private ContactRow?[] _rows = new ContactRow?[slots];

    public int Count { get; private set; }

    public ContactRow this[int slot] => Find(slot) ?? throw new KeyNotFoundException($"Slot {slot} is empty.");

    public ContactRow? Find(int slot) => slot < _rows.Length ? _rows[slot] : null;

    public bool TryGetValue(int slot, [NotNullWhen(true)] out ContactRow? row) => (row = Find(slot)) is not null;

    /// <summary>By slot.</summary>
    public IEnumerable<ContactRow> All => _rows.OfType<ContactRow>();

    /// <summary>By slot.</summary>
    public IEnumerable<ContactRow> Between(int first, int end)
    {
        for (var slot = first; slot < Math.Min(end, _rows.Length); slot++)
            if (_rows[slot] is { } row)
                yield return row;
    }

    public void Add(ContactRow row)
    {
        if (row.Slot >= _rows.Length)
            Array.Resize(ref _rows, Math.Max(row.Slot + 1, _rows.Length * 2));
        Count += _rows[row.Slot] is null ? 1 : 0;
        _rows[row.Slot] = row;
    }

    public void Remove(int slot)
    {
        if (Find(slot) is null)
            return;
        _rows[slot] = null;
        Count--;
    }
}
