using Audiences.Packing;
using Audiences.Rules;

namespace Audiences.Partitions;

/// <summary>
/// The contacts of a partition that lie open because they were changed lately. Who has to make room for another is packed; who was changed since that was last
/// asked of him stays for another round.
/// </summary>
internal sealed class OpenRows(NameTable names)
{
    private const int Most = 512;

    private readonly Queue<ContactRow> _rows = new();
    private readonly PackedWriter _writer = new(names), _part = new(names);

    /// <summary>The row is to be changed.</summary>
    public void Open(ContactRow row)
    {
        row.IsInUse = true;
        if (row.IsAmongOpen)
            return;
        row.Unpack();
        row.IsAmongOpen = true;
        _rows.Enqueue(row);
        while (_rows.Count > Most)
            Look(_rows.Dequeue());
    }

    public byte[] Packed(ContactRow row) => row.Packed(_writer, _part);

    public void Pack(ContactRow row, MessageLog messages, Subject subject) => row.Put(PackedContact.Write(messages, subject, _writer, _part));

    private void Look(ContactRow row)
    {
        if (row.IsInUse)
        {
            row.IsInUse = false;
            _rows.Enqueue(row);
            return;
        }
        row.IsAmongOpen = false;
        row.Pack(_writer, _part);
    }
}
