using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Audiences.Packing;

/// <summary>Reads what <see cref="PackedWriter"/> wrote, in the same order.</summary>
internal ref struct PackedReader(ReadOnlyMemory<byte> bytes, NameTable names)
{
    private readonly ReadOnlySpan<byte> _span = bytes.Span;

    public int Place { get; private set; }

    public readonly bool IsAtEnd => Place == _span.Length;

    public readonly NameTable Names => names;

    public byte Byte() => _span[Place++];

    public ulong Unsigned()
    {
        ulong value = _span[Place++];
        if (value < 0x80)
            return value;
        value &= 0x7f;
        for (var shift = 7; ; shift += 7)
        {
            ulong next = _span[Place++];
            value |= (next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }
    }

    public int Count() => checked((int)Unsigned());

    public long Signed()
    {
        var value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public ulong Fixed()
    {
        var value = BinaryPrimitives.ReadUInt64LittleEndian(_span[Place..]);
        Place += 8;
        return value;
    }

    public uint Half()
    {
        var value = BinaryPrimitives.ReadUInt32LittleEndian(_span[Place..]);
        Place += 4;
        return value;
    }

    public ReadOnlyMemory<byte> Bytes() => Raw(Count());

    public ReadOnlyMemory<byte> Raw(int length)
    {
        Place += length;
        return bytes.Slice(Place - length, length);
    }

    public void Skip(int count) => Place += count;

    public string Text()
    {
        var head = Count();
        if ((head & 1) != 0)
        {
            Place += head >> 1;
            return new string(MemoryMarshal.Cast<byte, char>(_span.Slice(Place - (head >> 1), head >> 1)));
        }
        Place += head >> 1;
        return Encoding.UTF8.GetString(_span.Slice(Place - (head >> 1), head >> 1));
    }

    public string Name()
    {
        var code = Count();
        return code == 0 ? Text() : names[code];
    }
}
