using System.Runtime.InteropServices;
using System.Text.Json;

namespace Audiences.Packing;

/// <summary>Writes the <see cref="PackedProperties"/> of events, one after the other, into the bytes of their series.</summary>
internal sealed class PropertiesWriter(PackedWriter series)
{
    // To say where another stands takes as much.
    private const int Short = 3;

    private readonly PackedWriter _event = new(series.Names);

    // Where a value of that hash is written out; those of the event that is written now have no place yet.
    private readonly Dictionary<int, int> _places = [];
    private readonly List<(int Hash, int Offset)> _placeless = [];

    /// <summary>What follows is of another series.</summary>
    public void Begin() => _places.Clear();

    /// <summary>Nothing but the length for what is no object.</summary>
    public void Write(JsonElement properties)
    {
        _event.Clear();
        if (properties.ValueKind == JsonValueKind.Object && !TryWriteEach(properties))
        {
            _event.Clear();
            _placeless.Clear();
            _event.Count(PackedProperties.AsSent);
            _event.Raw(JsonMarshal.GetRawUtf8Value(properties));
        }
        End();
    }

    /// <summary>Those of another series, with the same names.</summary>
    public void Write(PackedProperties properties)
    {
        _event.Clear();
        var own = new PackedReader(properties.Own, series.Names);
        _event.Count(own.Count());
        if (!properties.TryShow(series.Names, WriteOne))
        {
            _event.Clear();
            _event.Raw(properties.Own.Span);
        }
        End();
    }

    private bool TryWriteEach(JsonElement properties)
    {
        try
        {
            _event.Count(properties.GetPropertyCount() + 1);
            foreach (var property in properties.EnumerateObject())
            {
                _event.Name(property.Name);
                WriteValue(JsonMarshal.GetRawUtf8Value(property.Value));
            }
            return true;
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate in a name, on which the reader throws.
            return false;
        }
    }

    private void WriteOne(int code, string? name, ReadOnlySpan<byte> value)
    {
        _event.Count(code);
        if (code == 0)
            _event.Text(name!);
        WriteValue(value);
    }

    private void WriteValue(ReadOnlySpan<byte> value)
    {
        if (value.Length <= Short)
        {
            WriteOut(value);
            return;
        }
        var hash = default(HashCode);
        hash.AddBytes(value);
        var key = hash.ToHashCode();
        if (_places.TryGetValue(key, out var place) && PackedProperties.ValueAt(series.Written, place).SequenceEqual(value))
        {
            _event.Count(((series.Written.Length - place) << 1) | 1);
            return;
        }
        _placeless.Add((key, _event.Written.Length));
        WriteOut(value);
    }

    private void WriteOut(ReadOnlySpan<byte> value)
    {
        _event.Count(value.Length << 1);
        _event.Raw(value);
    }

    private void End()
    {
        series.Bytes(_event.Written);
        var begin = series.Written.Length - _event.Written.Length;
        foreach (var (hash, offset) in _placeless)
            _places[hash] = begin + offset;
        _placeless.Clear();
    }
}
