using System.Buffers.Binary;

namespace Contacts;

/// <summary>
/// The ids of contacts that an import makes: its own id, a UUIDv7, with the row in it. A row that is written again after a crash thus
/// finds the contact that it made, also one that no identity leads to, and knows that it made it.
/// </summary>
internal static class ImportIds
{
    // Version 7 has 48 bits of time, 4 of version, 12 free, 2 of variant, 62 free. The row takes the first 12 and 20 free bits, so
    // that ids grow with it; the import's own randomness stays in the other 42.
    private const int RowBitsBehind = 20;
    private const int OwnBits = 42;

    /// <summary>
    /// The contact was made by a later row of the import whose row is to make <paramref name="fresh"/>: it is only there because the
    /// rows are written again, and the row must be taken for what it was the first time.
    /// </summary>
    public static bool IsOfLaterRow(Guid contact, Guid fresh) =>
        Of(contact, 0) == Of(fresh, 0) && contact.CompareTo(fresh) > 0;

    /// <summary>A row of the import made the contact.</summary>
    public static bool IsOf(Guid import, Guid contact) => Of(contact, 0) == Of(import, 0);

    public static Guid Of(Guid import, int row)
    {
        Span<byte> bytes = stackalloc byte[16];
        import.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], (ushort)(0x7000 | (row >> RowBitsBehind & 0xFFF)));
        var own = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]) & ((1UL << OwnBits) - 1);
        var behind = (ulong)row & ((1UL << RowBitsBehind) - 1);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], 1UL << 63 | behind << OwnBits | own);
        return new Guid(bytes, bigEndian: true);
    }
}
