using Audiences.Packing;
using Audiences.Rules;
using Contracts;

namespace Audiences.Partitions;

/// <summary>
/// What a partition holds of a contact that nobody has asked for lately: its messages, facts and events, one behind the other. What is not asked for
/// is not read.
/// </summary>
internal static class PackedContact
{
    public static byte[] Write(MessageLog messages, Subject subject, PackedWriter writer, PackedWriter part)
    {
        writer.Clear();
        part.Clear();
        messages.Pack(part);
        writer.Bytes(part.Written);
        subject.Facts.Pack(writer);
        subject.Events.Pack(writer, part);
        return writer.Written.ToArray();
    }

    public static MessageLog Messages(ReadOnlyMemory<byte> packed, NameTable names)
    {
        var reader = new PackedReader(packed, names);
        var messages = new PackedReader(reader.Bytes(), names);
        return MessageLog.Unpack(ref messages);
    }

    /// <summary>As <see cref="ContactFacts.HeldSince(string)"/>, without reading more.</summary>
    public static Instant? HeldSince(ReadOnlyMemory<byte> packed, NameTable names, string key)
    {
        var reader = new PackedReader(packed, names);
        reader.Bytes();
        return ContactFacts.HeldSince(ref reader, key);
    }

    public static Subject Subject(ReadOnlyMemory<byte> packed, NameTable names)
    {
        var reader = new PackedReader(packed, names);
        reader.Bytes();
        return new Subject(ContactFacts.Unpack(ref reader), EventHistory.Unpack(ref reader));
    }
}
