using Audiences.Packing;
using Audiences.Partitions;
using Audiences.Rules;

namespace Tests.Rules;

/// <summary>Contacts in few bytes and back.</summary>
internal static class Packs
{
    public static Subject Again(Subject subject)
    {
        var names = new NameTable();
        return PackedContact.Subject(Bytes(subject, new MessageLog(), names), names);
    }

    public static byte[] Bytes(Subject subject, MessageLog messages, NameTable names) =>
        PackedContact.Write(messages, subject, new PackedWriter(names), new PackedWriter(names));
}
