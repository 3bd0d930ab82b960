using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;
using Audiences.Packing;
using Audiences.Rules;

namespace Audiences.Columns;

/// <summary>Taking in whole contacts in the order of their slots, as a start reads them: without reading more of an event than its columns keep.</summary>
internal sealed partial class EventPostings
{
    private Appended? _appended;

    /// <param name="slot">Behind all others.</param>
    public void Append(int slot, EventSeries series)
    {
        if (!series.IsPacked || Apart.Count > 0)
        {
            EndAppending();
            foreach (var fact in series.Events.Items)
                Add(slot, fact);
            return;
        }
        _appended ??= new(this, series.Packed.Names);
        _appended.Add(slot, series);
    }

    public void EndAppending()
    {
        _appended?.End();
        _appended = null;
    }

    /// <summary>Lists that become the arrays.</summary>
    /// <param name="names">Of all that is appended.</param>
    private sealed partial class Appended(EventPostings owner, NameTable names)
    {
        private const int NotLookedUp = 0, NotKept = -1;

        private readonly List<ushort> _slots = [.. owner._slots];
        private readonly List<int> _starts = [.. owner._starts];
        private readonly List<long> _times = [.. owner._times];
        private readonly List<List<int>> _codes =
            [.. owner._properties.Select(property => Enumerable.Range(0, property.Codes.Count).Select(place => property.Codes[place]).ToList())];

        private readonly List<int> _passive = [.. Enumerable.Range(0, owner._passive.Count).Select(place => owner._passive[place])];

        // Of each name's number one more than the place of its column.
        private int[] _columns = [];

        public void Add(int slot, EventSeries series)
        {
            for (var packed = series.Packed; packed.Next();)
            {
                _times.Add(packed.At.Ms);
                if (!packed.Active)
                {
                    Fill(_passive, _times.Count - 1);
                    _passive.Add(1);
                }
                if (!packed.Properties.TryShow(packed.Names, Set))
                    SetEach(packed.Properties.Read(packed.Names));
            }
            _slots.Add((ushort)slot);
            _starts.Add(_times.Count);
        }

        public void End()
        {
            (owner._slots, owner._starts, owner._times) = ([.. _slots], [.. _starts], [.. _times]);
            owner.NoteLasts();
            if (_passive.Count > 0)
            {
                Fill(_passive, _times.Count);
                owner._passive = Codes.Of(CollectionsMarshal.AsSpan(_passive), 1);
            }
            for (var i = 0; i < _codes.Count; i++)
            {
                Fill(_codes[i], _times.Count);
                owner._properties[i].Fill(CollectionsMarshal.AsSpan(_codes[i]));
            }
        }

        /// <summary>Of an event with a name that cannot be read.</summary>
        private void SetEach(JsonElement properties)
        {
            owner._isShort = true;
            foreach (var property in properties.EnumerateObject())
                if (TryName(property, out var name))
                    Set(0, name, JsonMarshal.GetRawUtf8Value(property.Value));
        }

        /// <summary>What the event that was added last has.</summary>
        private void Set(int code, string? name, ReadOnlySpan<byte> value)
        {
            if (PlaceOf(code, name) is not (>= 0 and var place))
                return;
            var (codes, own) = (_codes[place], owner._properties[place].CodeOf(value));
            Fill(codes, _times.Count - 1);
            if (codes.Count < _times.Count)
                codes.Add(own);
            else
                codes[^1] = own;
        }

        private int PlaceOf(int code, string? name)
        {
            if (code == 0)
                return Find(name!);
            if (code >= _columns.Length)
                Array.Resize(ref _columns, Math.Max(code + 1, names.Count));
            if (_columns[code] == NotLookedUp)
                _columns[code] = Find(names[code]) is >= 0 and var found ? found + 1 : NotKept;
            return _columns[code] - 1;
        }

        private int Find(string name)
        {
            var place = owner._properties.FindIndex(property => property.Name == name);
            if (place >= 0)
                return place;
            if (owner._isShort || owner._properties.Count >= owner.MostProperties)
            {
                owner._isShort = true;
                return NotKept;
            }
            owner._properties.Add(new PropertyColumn(name));
            _codes.Add([]);
            return _codes.Count - 1;
        }

        private static bool TryName(JsonProperty property, [NotNullWhen(true)] out string? name)
        {
            try
            {
                name = property.Name;
                return true;
            }
            catch (InvalidOperationException)
            {
                name = null;
                return false;
            }
        }

        private static void Fill(List<int> codes, int count)
        {
            if (codes.Count < count)
                codes.AddRange(Enumerable.Repeat(0, count - codes.Count));
        }
    }
}
