using System.Buffers;

namespace Host.Storage.Partitions;

/// <summary>Numbers in seven bits a byte, low ones first; signed ones zigzag.</summary>
internal static class Varint
{
    public static void Write(IBufferWriter<byte> to, ulong value)
    {
        Span<byte> bytes = stackalloc byte[10];
        var length = 0;
        while (value >= 0x80)
        {
            bytes[length++] = (byte)(value | 0x80);
            value >>= 7;
        }
        bytes[length++] = (byte)value;
        to.Write(bytes[..length]);
    }

    public static void WriteSigned(IBufferWriter<byte> to, long value) => Write(to, (ulong)((value << 1) ^ (value >> 63)));

    public static ulong Read(ReadOnlySpan<byte> from, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = from[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
    }

    public static long ReadSigned(ReadOnlySpan<byte> from, ref int at)
    {
        var value = Read(from, ref at);
        return (long)(value >> 1) ^ -(long)(value & 1);
    }
}
