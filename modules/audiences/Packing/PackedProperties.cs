using System.Buffers;
using System.Text.Json;

namespace Audiences.Packing;

/// <summary>
/// The properties of one event among those of a series: each name by its number, each value as it was sent, or where one stands that says the same.
/// An object with a name that cannot be read is kept as it stands.
/// </summary>
/// <param name="Series">All bytes of the series.</param>
/// <param name="Place">Where those of the event begin in it, with their length.</param>
internal readonly record struct PackedProperties(ReadOnlyMemory<byte> Series, int Place)
{
    // A count never is 0: an event without properties is one without bytes.
    public const int AsSent = 0;

    public const int MaxDepth = 128;

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = MaxDepth };

    /// <summary>The event has none.</summary>
    public bool IsEmpty => Series.IsEmpty || Own.IsEmpty;

    /// <summary>The bytes of this event.</summary>
    public ReadOnlyMemory<byte> Own
    {
        get
        {
            var head = Lengths.Read(Series.Span[Place..], out var length);
            return Series.Slice(Place + head, length);
        }
    }

    public JsonElement Read(NameTable names)
    {
        var own = Own;
        var reader = new PackedReader(own, names);
        var count = reader.Count();
        if (count == AsSent)
            return Parse(own[reader.Place..]);
        var text = new ArrayBufferWriter<byte>(own.Length * 2);
        text.Write("{"u8);
        for (; count > 1; count--)
        {
            var code = reader.Count();
            text.Write(code == 0 ? NameTable.Quote(reader.Text()) : names.Quoted(code));
            text.Write(":"u8);
            text.Write(Value(ref reader));
            text.Write(count > 2 ? ","u8 : ""u8);
        }
        text.Write("}"u8);
        return Parse(text.WrittenMemory);
    }

    /// <summary>Shows each by the number of its name, or 0 and the name; false, and nothing, when they are kept as they were sent.</summary>
    public bool TryShow(NameTable names, Action<int, string?, ReadOnlySpan<byte>> see)
    {
        var reader = new PackedReader(Own, names);
        if (reader.IsAtEnd)
            return true;
        var count = reader.Count();
        for (var left = count; left > 1; left--)
        {
            var code = reader.Count();
            see(code, code == 0 ? reader.Text() : null, Value(ref reader));
        }
        return count != AsSent;
    }

    /// <summary>Of a value that is written out at that place of a series.</summary>
    public static ReadOnlySpan<byte> ValueAt(ReadOnlySpan<byte> series, int place)
    {
        var head = Lengths.Read(series[place..], out var length);
        return series.Slice(place + head, length >> 1);
    }

    private ReadOnlySpan<byte> Value(ref PackedReader reader)
    {
        var head = reader.Count();
        return (head & 1) == 0 ? reader.Raw(head >> 1).Span : ValueAt(Series.Span, Place - (head >> 1));
    }

    private static JsonElement Parse(ReadOnlyMemory<byte> text)
    {
        using var document = JsonDocument.Parse(text, Deep);
        return document.RootElement.Clone();
    }
}
