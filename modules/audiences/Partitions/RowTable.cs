using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Audiences.Partitions;

/// <summary>The contacts of a partition by slot, and by id: a table of slots, because a dictionary's entries take six times as much.</summary>
/// <param name="slots">In use to begin with.</param>
internal sealed class RowTable(int slots)
{
    private const int Least = 64;

    private ContactRow?[] _rows = new ContactRow?[slots];

    // One more than the slot, in the first free place from where the id belongs on; 0 is free. At most half are taken.
    private int[] _places = new int[SizeFor(slots)];

    public int Count { get; private set; }

    public ContactRow this[int slot] => Find(slot) ?? throw new KeyNotFoundException($"Slot {slot} is empty.");

    /// <summary>By slot.</summary>
    public IEnumerable<ContactRow> All => _rows.OfType<ContactRow>();

    /// <summary>What it takes beside the rows.</summary>
    public long Bytes => ((long)_rows.Length * IntPtr.Size) + ((long)_places.Length * sizeof(int));

    private int Mask => _places.Length - 1;

    public ContactRow? Find(int slot) => slot < _rows.Length ? _rows[slot] : null;

    public ContactRow? Find(Guid contact)
    {
        for (var place = HomeOf(contact); _places[place] != 0; place = Next(place))
            if (At(place) is var row && row.Contact == contact)
                return row;
        return null;
    }

    public bool TryGetValue(int slot, [NotNullWhen(true)] out ContactRow? row) => (row = Find(slot)) is not null;

    /// <summary>By slot.</summary>
    public IEnumerable<ContactRow> Between(int first, int end)
    {
        for (var slot = first; slot < Math.Min(end, _rows.Length); slot++)
            if (_rows[slot] is { } row)
                yield return row;
    }

    /// <param name="row">In a slot that is empty, with an id that is not there.</param>
    public void Add(ContactRow row)
    {
        if (row.Slot >= _rows.Length)
            Array.Resize(ref _rows, Math.Max(row.Slot + 1, _rows.Length * 2));
        if (_rows[row.Slot] is not null)
            throw new InvalidOperationException($"Slot {row.Slot} is taken.");
        _rows[row.Slot] = row;
        Count++;
        if (Count * 2 > _places.Length)
            Grow();
        else
            Place(row);
    }

    public void Remove(int slot)
    {
        if (Find(slot) is not { } row)
            return;
        var free = HomeOf(row.Contact);
        while (_places[free] != slot + 1)
            free = Next(free);
        // Whoever was put further because of it comes nearer, so that nobody is looked for beyond a free place.
        for (var place = Next(free); _places[place] != 0; place = Next(place))
        {
            if (((place - HomeOf(At(place).Contact)) & Mask) < ((place - free) & Mask))
                continue;
            _places[free] = _places[place];
            free = place;
        }
        _places[free] = 0;
        _rows[slot] = null;
        Count--;
    }

    private void Grow()
    {
        _places = new int[_places.Length * 2];
        foreach (var row in All)
            Place(row);
    }

    private void Place(ContactRow row)
    {
        var place = HomeOf(row.Contact);
        while (_places[place] != 0)
            place = Next(place);
        _places[place] = row.Slot + 1;
    }

    private ContactRow At(int place) => _rows[_places[place] - 1]!;

    // Another in each process: nobody can send ids that all belong to one place.
    private int HomeOf(Guid contact)
    {
        var hash = default(HashCode);
        hash.AddBytes(MemoryMarshal.AsBytes(new ReadOnlySpan<Guid>(ref contact)));
        return hash.ToHashCode() & Mask;
    }

    private int Next(int place) => (place + 1) & Mask;

    private static int SizeFor(int rows) => (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(Least, rows * 2));
}
