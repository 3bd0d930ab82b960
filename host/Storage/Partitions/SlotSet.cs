using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using Audiences.Stored;
using Contracts;

namespace Host.Storage.Partitions;

/// <summary>
/// Slots, and members with their instants, as marks keep them. Form 0 lists the slots in their order (two bytes each); form 1, for
/// many ascending ones, is the partition's bitset. Instants follow as differences from the one before: equal ones take a byte.
/// </summary>
internal static class SlotSet
{
    const int BitsetBytes = GrainKeys.PartitionSize / 8;

    public static byte[] Write(ImmutableArray<ushort> slots) =>
        slots.IsDefaultOrEmpty ? [] : Write(slots.AsSpan(), []);

    public static byte[] Write(ImmutableArray<MemberSince> members) =>
        members.IsDefaultOrEmpty ? [] : Write([.. members.Select(member => member.Slot)], members.AsSpan());

    public static ImmutableArray<ushort> Slots(ReadOnlySpan<byte> bytes) => [.. Read(bytes, out _)];

    public static ImmutableArray<MemberSince> Members(ReadOnlySpan<byte> bytes)
    {
        var slots = Read(bytes, out var read);
        var members = ImmutableArray.CreateBuilder<MemberSince>(slots.Length);
        long since = 0;
        foreach (var slot in slots)
        {
            since += Varint.ReadSigned(bytes, ref read);
            members.Add(new(slot, new(since)));
        }
        return members.MoveToImmutable();
    }

    static byte[] Write(ReadOnlySpan<ushort> slots, ReadOnlySpan<MemberSince> members)
    {
        var buffer = new ArrayBufferWriter<byte>(slots.Length * 2 + 16);
        var asBits = slots.Length * 2 > BitsetBytes && Ascends(slots);
        buffer.Write([(byte)(asBits ? 1 : 0)]);
        Varint.Write(buffer, (ulong)slots.Length);
        var bytes = buffer.GetSpan(asBits ? BitsetBytes : slots.Length * 2);
        if (asBits)
        {
            bytes[..BitsetBytes].Clear();
            foreach (var slot in slots) bytes[slot >> 3] |= (byte)(1 << (slot & 7));
        }
        else
        {
            for (var i = 0; i < slots.Length; i++) BinaryPrimitives.WriteUInt16LittleEndian(bytes[(i * 2)..], slots[i]);
        }
        buffer.Advance(asBits ? BitsetBytes : slots.Length * 2);
        long since = 0;
        foreach (var member in members)
        {
            Varint.WriteSigned(buffer, member.Since.Ms - since);
            since = member.Since.Ms;
        }
        return buffer.WrittenSpan.ToArray();
    }

    static ushort[] Read(ReadOnlySpan<byte> bytes, out int read)
    {
        read = 1;
        if (bytes.IsEmpty) return [];
        var slots = new ushort[Varint.Read(bytes, ref read)];
        if (bytes[0] == 0)
        {
            for (var i = 0; i < slots.Length; i++, read += 2) slots[i] = BinaryPrimitives.ReadUInt16LittleEndian(bytes[read..]);
            return slots;
        }
        for (int slot = 0, i = 0; i < slots.Length; slot++)
        {
            if ((bytes[read + (slot >> 3)] & (1 << (slot & 7))) != 0) slots[i++] = (ushort)slot;
        }
        read += BitsetBytes;
        return slots;
    }

    static bool Ascends(ReadOnlySpan<ushort> slots)
    {
        for (var i = 1; i < slots.Length; i++)
        {
            if (slots[i] <= slots[i - 1]) return false;
        }
        return true;
    }
}
