namespace Audiences.Packing;

/// <summary>A length before bytes, seven of its bits a byte, the lowest first: nearly always one byte.</summary>
internal static class Lengths
{
    /// <summary>The bytes that a length takes.</summary>
    public static int HeadOf(int length)
    {
        var head = 1;
        for (; length > 0x7f; length >>= 7)
            head++;
        return head;
    }

    /// <summary>Returns what follows.</summary>
    public static Span<byte> Write(Span<byte> into, int length)
    {
        for (; length > 0x7f; length >>= 7, into = into[1..])
            into[0] = (byte)(length | 0x80);
        into[0] = (byte)length;
        return into[1..];
    }

    /// <summary>Returns how many bytes it took.</summary>
    public static int Read(ReadOnlySpan<byte> from, out int length)
    {
        length = from[0] & 0x7f;
        var head = 1;
        for (; from[head - 1] > 0x7f; head++)
            length |= (from[head] & 0x7f) << (7 * head);
        return head;
    }
}
