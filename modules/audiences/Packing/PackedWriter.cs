using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Audiences.Packing;

/// <summary>Writes what <see cref="PackedReader"/> reads: small numbers in few bytes, texts in UTF-8 with their length before them.</summary>
/// <param name="names">Grows by what is written.</param>
/// <param name="bytes">Taken over; null: its own.</param>
internal sealed class PackedWriter(NameTable names, ArrayBufferWriter<byte>? bytes = null)
{
    private readonly ArrayBufferWriter<byte> _bytes = bytes ?? new();
    private PropertiesWriter? _properties;

    public NameTable Names => names;

    /// <summary>For what is written here; one for all series, because to make one takes longer than most series do.</summary>
    public PropertiesWriter Properties => _properties ??= new(this);

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public void Clear() => _bytes.ResetWrittenCount();

    /// <summary>Nothing stays of what was written.</summary>
    public void Wipe()
    {
        // What was longer than what was written last stands behind it.
        _bytes.ResetWrittenCount();
        _bytes.GetSpan().Clear();
        _properties?.Wipe();
    }

    public void Byte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }

    public void Unsigned(ulong value)
    {
        var span = _bytes.GetSpan(10);
        var count = 0;
        for (; value >= 0x80; value >>= 7)
            span[count++] = (byte)(value | 0x80);
        span[count++] = (byte)value;
        _bytes.Advance(count);
    }

    public void Count(int value) => Unsigned((ulong)value);

    /// <summary>Near zero in few bytes, on both sides.</summary>
    public void Signed(long value) => Unsigned((ulong)((value << 1) ^ (value >> 63)));

    public void Fixed(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.GetSpan(8), value);
        _bytes.Advance(8);
    }

    public void Half(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.GetSpan(4), value);
        _bytes.Advance(4);
    }

    public void Raw(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    /// <summary>With their length before them.</summary>
    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        Count(bytes.Length);
        Raw(bytes);
    }

    /// <summary>UTF-8 where that says it; a lone surrogate has no such form and is written as it stands in memory.</summary>
    public void Text(string text)
    {
        if (!IsWhole(text))
        {
            Count((text.Length << 2) | 1);
            Raw(MemoryMarshal.AsBytes(text.AsSpan()));
            return;
        }
        var length = Encoding.UTF8.GetByteCount(text);
        Count(length << 1);
        _bytes.Advance(Encoding.UTF8.GetBytes(text, _bytes.GetSpan(length)));
    }

    public void Name(string name)
    {
        var code = names.CodeOf(name);
        Count(code);
        if (code == 0)
            Text(name);
    }

    /// <param name="name">In UTF-8.</param>
    public void Name(ReadOnlySpan<byte> name)
    {
        Span<char> letters = stackalloc char[NameTable.LongestName];
        var code = name.Length <= letters.Length ? names.Find(letters[..Encoding.UTF8.GetChars(name, letters)]) : 0;
        if (code == 0)
            Name(Encoding.UTF8.GetString(name));
        else
            Count(code);
    }

    private static bool IsWhole(string text)
    {
        for (var rest = text.AsSpan(); ;)
        {
            var at = rest.IndexOfAnyInRange('\ud800', '\udfff');
            if (at < 0)
                return true;
            if (Rune.DecodeFromUtf16(rest[at..], out _, out _) != OperationStatus.Done)
                return false;
            rest = rest[(at + 2)..];
        }
    }
}
