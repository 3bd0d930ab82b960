using Audiences.Packing;
using Audiences.Rules;
using Audiences.Stored;

namespace Audiences.Partitions;

/// <summary>
/// The contacts of a partition that lie open because they were changed lately. Who has to make room for another is packed; who was changed since that was last
/// asked of him stays for another round. Those that a start read from one chunk share its bytes, until too many have left them.
/// </summary>
internal sealed class OpenRows(RowTable rows, NameTable names)
{
    private const int Most = 512;

    // What they were stays in the bytes that they have left.
    private const int MostLeft = ContactsChunk.Slots / 4;

    private readonly Queue<ContactRow> _rows = new();
    private readonly PackedWriter _writer = new(names), _part = new(names);
    private readonly int[] _left = new int[ChunkLedger.Chunks];

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

    public ReadOnlyMemory<byte> Packed(ContactRow row) => row.Packed(_writer, _part);

    public void Pack(ContactRow row, MessageLog messages, Subject subject)
    {
        Leave(row);
        row.Put(PackedContact.Write(messages, subject, _writer, _part));
    }

    /// <summary>Nobody shares the bytes of that chunk any more: what they say of somebody is to be gone.</summary>
    public void Part(int chunk)
    {
        _left[chunk] = 0;
        foreach (var row in rows.Between(chunk * ContactsChunk.Slots, (chunk + 1) * ContactsChunk.Slots))
        {
            if (row.IsShared)
                Refresh(row);
        }
        _writer.Wipe();
        _part.Wipe();
    }

    public void Refresh(ContactRow row)
    {
        row.Pack(_writer, _part);
        if (row.IsAmongOpen)
            row.Unpack();
    }

    private void Look(ContactRow row)
    {
        if (row.IsInUse)
        {
            row.IsInUse = false;
            _rows.Enqueue(row);
            return;
        }
        row.IsAmongOpen = false;
        Leave(row);
        row.Pack(_writer, _part);
    }

    private void Leave(ContactRow row)
    {
        var chunk = ChunkLedger.ChunkOf(row.Slot);
        if (row.IsShared && ++_left[chunk] > MostLeft)
            Part(chunk);
    }
}
