using System.Runtime.InteropServices;
using System.Text.Json;

namespace Audiences.Packing;

/// <summary>Writes the <see cref="PackedProperties"/> of events, one after the other, into the bytes of their series.</summary>
internal sealed class PropertiesWriter(PackedWriter series)
{
    // To say where another stands takes as much.
    private const int Short = 3;

    // To empty a table takes as long as it is large, however few are in it.
    private const int MostKept = 1_024;

    private readonly PackedWriter _event = new(series.Names);

    // Where a value of that hash is written out; those of the event that is written now have no place yet.
    private Dictionary<int, int> _places = [];
    private readonly List<(int Hash, int Offset)> _placeless = [];

    // Those of the object that is written now.
    private readonly List<(Range Name, bool IsEscaped, Range Value)> _found = [];

    /// <summary>What follows is of another series.</summary>
    public void Begin()
    {
        _placeless.Clear();
        if (_places.Capacity > MostKept)
            _places = [];
        else
            _places.Clear();
    }

    /// <summary>Nothing stays of what was written.</summary>
    public void Wipe()
    {
        _event.Wipe();
        _places = [];
        _placeless.Clear();
    }

    /// <summary>Nothing but the length for what is no object.</summary>
    public void Write(JsonElement properties) =>
        Write(properties.ValueKind == JsonValueKind.Object ? JsonMarshal.GetRawUtf8Value(properties) : []);

    /// <param name="properties">A JSON object; empty: nothing but the length is written.</param>
    /// <param name="isAlone">No other of the series is to say the same.</param>
    public void Write(ReadOnlySpan<byte> properties, bool isAlone = false)
    {
        _event.Clear();
        if (!properties.IsEmpty && !TryWriteEach(properties, isAlone))
        {
            _event.Clear();
            _placeless.Clear();
            _event.Count(PackedProperties.AsSent);
            _event.Raw(properties);
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

    private bool TryWriteEach(ReadOnlySpan<byte> properties, bool isAlone)
    {
        try
        {
            Find(properties);
            _event.Count(_found.Count + 1);
            foreach (var (name, isEscaped, value) in _found)
            {
                if (isEscaped)
                    _event.Name(JsonElement.Parse(properties[name]).GetString()!);
                else
                    _event.Name(properties[name][1..^1]);
                if (isAlone)
                    WriteOut(properties[value]);
                else
                    WriteValue(properties[value]);
            }
            return true;
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate in a name, on which the reader throws.
            return false;
        }
    }

    /// <summary>Where each name, with its quotes, and each value stands.</summary>
    private void Find(ReadOnlySpan<byte> properties)
    {
        _found.Clear();
        var reader = new Utf8JsonReader(properties, new JsonReaderOptions { MaxDepth = PackedProperties.MaxDepth });
        reader.Read();
        for (reader.Read(); reader.TokenType == JsonTokenType.PropertyName; reader.Read())
        {
            var from = (int)reader.TokenStartIndex;
            var (name, isEscaped) = (from..(from + reader.ValueSpan.Length + 2), reader.ValueIsEscaped);
            reader.Read();
            from = (int)reader.TokenStartIndex;
            reader.Skip();
            _found.Add((name, isEscaped, from..(int)reader.BytesConsumed));
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
