using System.Runtime.InteropServices;
using Audiences.Packing;

namespace Audiences.Columns;

/// <summary>The events of the contacts of some slots in a row, as they lie saved: without those of whom something stands apart, and without what was asked for late.</summary>
internal sealed partial class EventPostings
{
    /// <summary>Somebody of these slots is to be packed, or stands apart.</summary>
    public bool HasAny(int first, int end) => PlaceFrom(first) < PlaceFrom(end) || Apart.Any(slot => slot >= first && slot < end);

    public void Pack(PackedWriter writer, int first, int end)
    {
        int[] apart = [.. Apart.Where(slot => slot >= first && slot < end)];
        var (places, events) = SortedOf(first, end);
        writer.Count(apart.Length);
        foreach (var slot in apart)
            writer.Count(slot - first);
        writer.Count(places.Count);
        foreach (var place in places)
        {
            writer.Count(_slots[place] - first);
            writer.Count(_starts[place + 1] - _starts[place]);
        }
        writer.Bytes(MemoryMarshal.AsBytes<long>(Array.ConvertAll(events, i => _times[i])));
        writer.Bytes(Array.Exists(events, i => !IsActive(i)) ? Array.ConvertAll(events, i => IsActive(i) ? (byte)0 : (byte)1) : []);
        // Of none nothing is lacking.
        writer.Byte(_isShort && events.Length > 0 ? (byte)1 : (byte)0);
        PropertyColumn[] kept = [.. _properties.Except(_asked)];
        writer.Count(kept.Length);
        var codes = new int[events.Length];
        foreach (var property in kept)
        {
            for (var i = 0; i < events.Length; i++)
                codes[i] = property.Codes[events[i]];
            writer.Name(property.Name);
            PackedCodes.Write(writer, property.Contents, codes);
        }
    }

    /// <summary>Of these slots the places of who does not stand apart, and of their events.</summary>
    private (List<int> Places, int[] Events) SortedOf(int first, int end)
    {
        var (places, events) = (new List<int>(), new List<int>());
        for (var (place, last) = (PlaceFrom(first), PlaceFrom(end)); place < last; place++)
        {
            if (Apart.Contains(_slots[place]))
                continue;
            places.Add(place);
            for (var i = _starts[place]; i < _starts[place + 1]; i++)
                events.Add(i);
        }
        return (places, [.. events]);
    }

    /// <summary>Takes in what was packed of slots behind all others.</summary>
    /// <returns>Those of whom something stood apart: of these it knows nothing.</returns>
    public int[] Append(ref PackedReader reader, int first)
    {
        _appended ??= new(this, reader.Names);
        var apart = new int[reader.Count()];
        for (var i = 0; i < apart.Length; i++)
            apart[i] = first + reader.Count();
        _appended.Add(ref reader, first);
        return apart;
    }

    private int PlaceFrom(int slot) => slot > ushort.MaxValue ? _slots.Length : PlaceOf(slot, 0) is var place && place < 0 ? ~place : place;

    private sealed partial class Appended
    {
        public void Add(ref PackedReader reader, int first)
        {
            var before = _times.Count;
            for (var left = reader.Count(); left > 0; left--)
            {
                _slots.Add((ushort)(first + reader.Count()));
                _starts.Add(_starts[^1] + reader.Count());
            }
            _times.AddRange(MemoryMarshal.Cast<byte, long>(reader.Bytes().Span));
            foreach (var isPassive in reader.Bytes().Span)
            {
                Fill(_passive, before++);
                _passive.Add(isPassive);
            }
            AddProperties(ref reader);
        }

        private void AddProperties(ref PackedReader reader)
        {
            var (isShort, count) = (reader.Byte() == 1, reader.Count());
            var names = new HashSet<string>();
            for (; count > 0; count--)
            {
                var name = reader.Name();
                names.Add(name);
                if (Find(name) is not (>= 0 and var place))
                {
                    _ = new PackedCodes(ref reader, null);
                    continue;
                }
                var packed = new PackedCodes(ref reader, owner._properties[place].Contents);
                var codes = _codes[place];
                Fill(codes, _times.Count - packed.Count);
                CollectionsMarshal.SetCount(codes, _times.Count);
                packed.CopyTo(CollectionsMarshal.AsSpan(codes)[^packed.Count..]);
            }
            if (isShort)
                KeepOnly(names);
        }

        /// <summary>Of other properties some of these events may lack what they had.</summary>
        private void KeepOnly(HashSet<string> properties)
        {
            owner._isShort = true;
            for (var place = owner._properties.Count - 1; place >= 0; place--)
                if (!properties.Contains(owner._properties[place].Name))
                {
                    owner._properties.RemoveAt(place);
                    _codes.RemoveAt(place);
                    _columns = [];
                }
        }
    }
}
