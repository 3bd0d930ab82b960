using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Audiences.Packing;

/// <summary>
/// The properties of one event: each name by its number, each value as it was sent. An object with a name that cannot be read is kept as it stands.
/// </summary>
internal static class PackedProperties
{
    // A count never is 0: an event without properties is one without bytes.
    private const int AsSent = 0;

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 128 };

    /// <summary>With their length before them; nothing but the length for what is no object.</summary>
    public static void Write(JsonElement properties, PackedWriter writer)
    {
        var bytes = new PackedWriter(writer.Names);
        if (properties.ValueKind == JsonValueKind.Object && !TryWriteEach(properties, bytes))
        {
            bytes.Clear();
            bytes.Count(AsSent);
            bytes.Raw(JsonMarshal.GetRawUtf8Value(properties));
        }
        writer.Bytes(bytes.Written);
    }

    public static JsonElement Read(ReadOnlyMemory<byte> packed, NameTable names)
    {
        var reader = new PackedReader(packed, names);
        var count = reader.Count();
        if (count == AsSent)
            return Parse(packed[reader.Place..]);
        var text = new ArrayBufferWriter<byte>(packed.Length * 2);
        text.Write("{"u8);
        for (; count > 1; count--)
        {
            var code = reader.Count();
            text.Write(code == 0 ? NameTable.Quote(reader.Text()) : names.Quoted(code));
            text.Write(":"u8);
            text.Write(reader.Bytes().Span);
            text.Write(count > 2 ? ","u8 : ""u8);
        }
        text.Write("}"u8);
        return Parse(text.WrittenMemory);
    }

    /// <summary>Shows each by the number of its name, or 0 and the name; false, and nothing, when they are kept as they were sent.</summary>
    public static bool TryShow(ReadOnlyMemory<byte> packed, NameTable names, Action<int, string?, ReadOnlySpan<byte>> see)
    {
        var reader = new PackedReader(packed, names);
        if (reader.IsAtEnd)
            return true;
        var count = reader.Count();
        for (var left = count; left > 1; left--)
        {
            var code = reader.Count();
            see(code, code == 0 ? reader.Text() : null, reader.Bytes().Span);
        }
        return count != AsSent;
    }

    private static bool TryWriteEach(JsonElement properties, PackedWriter bytes)
    {
        try
        {
            bytes.Count(properties.GetPropertyCount() + 1);
            foreach (var property in properties.EnumerateObject())
            {
                bytes.Name(property.Name);
                bytes.Bytes(JsonMarshal.GetRawUtf8Value(property.Value));
            }
            return true;
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate in a name, on which the reader throws.
            return false;
        }
    }

    private static JsonElement Parse(ReadOnlyMemory<byte> text)
    {
        using var document = JsonDocument.Parse(text, Deep);
        return document.RootElement.Clone();
    }
}
