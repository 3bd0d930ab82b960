using System.Collections;
using System.Runtime.InteropServices;

namespace Audiences.Columns;

/// <summary>Slots of a partition: a short sorted list while they are few, a <see cref="SlotSet"/> beyond that, so that many small sets cost little.</summary>
internal sealed class Slots : IEnumerable<int>
{
    // A list of so many costs a quarter of the bits; back to it only well below, so that nobody goes to and fro.
    private const int MostInList = 1_024, FewestInBits = 256;

    private List<ushort>? _list = [];
    private SlotSet? _bits;

    public int Count { get; private set; }

    public long Bytes => _bits is null ? (long)_list!.Capacity * sizeof(ushort) : SlotSet.Bytes;

    /// <summary>Null while they are few.</summary>
    public SlotSet? Bits => _bits;

    public bool Contains(int slot) => _bits is not null ? _bits.Contains(slot) : _list!.BinarySearch((ushort)slot) >= 0;

    /// <summary>False when it is there already.</summary>
    public bool Add(int slot)
    {
        if (_bits is not null)
        {
            if (_bits.Contains(slot))
                return false;
            _bits.Add(slot);
        }
        else
        {
            var place = _list!.BinarySearch((ushort)slot);
            if (place >= 0)
                return false;
            _list.Insert(~place, (ushort)slot);
            if (_list.Count > MostInList)
                ToBits();
        }
        Count++;
        return true;
    }

    /// <summary>False when it is not there.</summary>
    public bool Remove(int slot)
    {
        if (!Contains(slot))
            return false;
        Count--;
        if (_bits is null)
        {
            _list!.RemoveAt(_list.BinarySearch((ushort)slot));
            return true;
        }
        _bits.Remove(slot);
        if (Count < FewestInBits)
            (_list, _bits) = ([.. _bits.ToArray().Select(held => (ushort)held)], null);
        return true;
    }

    public void CopyTo(SlotSet set)
    {
        if (_bits is not null)
        {
            set.CopyFrom(_bits);
            return;
        }
        set.Clear();
        AddTo(set);
    }

    public void AddTo(SlotSet set)
    {
        if (_bits is not null)
            set.Or(_bits);
        else
            foreach (var slot in CollectionsMarshal.AsSpan(_list))
                set.Add(slot);
    }

    public Slots Copy() => new() { _list = _list is null ? null : [.. _list], _bits = _bits?.Copy(), Count = Count };

    public void Clear() => (_list, _bits, Count) = ([], null, 0);

    /// <summary>Those that are in it when it begins, ascending.</summary>
    public IEnumerator<int> GetEnumerator() => (_bits?.ToArray() ?? _list!.ToArray().Select(slot => (int)slot)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void ToBits()
    {
        var bits = new SlotSet();
        CopyTo(bits);
        (_list, _bits) = (null, bits);
    }
}
