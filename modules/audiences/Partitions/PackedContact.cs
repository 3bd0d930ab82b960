using Audiences.Packing;
using Audiences.Rules;
using Contracts;

namespace Audiences.Partitions;

/// <summary>
/// What a partition holds of a contact that nobody has asked for lately: its messages (of the events only what those do not say), facts and
/// events, one behind the other. What is not asked for is not read.
/// </summary>
internal static class PackedContact
{
    public static byte[] Write(MessageLog messages, Subject subject, PackedWriter writer, PackedWriter part)
    {
        writer.Clear();
        part.Clear();
        messages.Pack(part, subject.Events.Ids());
        writer.Bytes(part.Written);
        part.Clear();
        subject.Facts.Pack(part);
        writer.Bytes(part.Written);
        subject.Events.Pack(writer, part);
        return writer.Written.ToArray();
    }

    public static MessageLog Messages(ReadOnlyMemory<byte> packed, NameTable names)
    {
        var reader = new PackedReader(packed, names);
        var messages = new PackedReader(reader.Bytes(), names);
        reader.Bytes();
        return MessageLog.Unpack(ref messages, EventHistory.Unpack(ref reader).Ids());
    }

    /// <summary>As <see cref="ContactFacts.HeldSince(string)"/>, without reading more.</summary>
    public static Instant? HeldSince(ReadOnlyMemory<byte> packed, NameTable names, string key)
    {
        var reader = new PackedReader(packed, names);
        reader.Bytes();
        var facts = new PackedReader(reader.Bytes(), names);
        return ContactFacts.HeldSince(ref facts, key);
    }

    public static Subject Subject(ReadOnlyMemory<byte> packed, NameTable names)
    {
        var reader = new PackedReader(packed, names);
        reader.Bytes();
        var facts = new PackedReader(reader.Bytes(), names);
        return new Subject(ContactFacts.Unpack(ref facts), EventHistory.Unpack(ref reader));
    }
}
