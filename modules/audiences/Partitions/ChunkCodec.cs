using Audiences.Columns;
using Audiences.Packing;
using Audiences.Stored;
using Contracts;

namespace Audiences.Partitions;

/// <summary>Writes and reads the contacts of a chunk, packed as they lie in memory, what the columns say of them, and the names that they share.</summary>
internal static class ChunkCodec
{
    private const byte Format = 7;

    public static byte[] WriteNames(NameTable names)
    {
        var writer = new PackedWriter(names);
        writer.Byte(Format);
        writer.Fixed(names.Id);
        writer.Count(names.Count);
        for (var code = 1; code < names.Count; code++)
            writer.Text(names[code]);
        return writer.Written.ToArray();
    }

    /// <summary>Into a table that is empty; false when it is of another format.</summary>
    public static bool TryReadNames(ReadOnlyMemory<byte> data, NameTable names)
    {
        var reader = new PackedReader(data, names);
        if (names.Count > 1 || reader.Byte() != Format)
            return false;
        names.Id = reader.Fixed();
        for (var left = reader.Count(); left > 1; left--)
            names.CodeOf(reader.Text());
        return true;
    }

    public static void Write(PartitionMemory memory, int chunk, ChunkBuffers buffers)
    {
        buffers.Wipe();
        var writer = new PackedWriter(memory.Names, buffers.Whole);
        writer.Byte(Format);
        writer.Fixed(memory.Names.Id);
        var (first, end) = (chunk * ContactsChunk.Slots, (chunk + 1) * ContactsChunk.Slots);
        PackedWriter columns = new(memory.Names, buffers.Columns), part = new(memory.Names, buffers.Part);
        memory.Columns.Pack(columns, part, first, end);
        writer.Bytes(columns.Written);
        // What all are known by first, what is known of each behind it.
        part.Wipe();
        var books = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in memory.Rows.Between(first, end))
            WriteRow(part, row, books);
        writer.Bytes(part.Written);
        foreach (var row in memory.Rows.Between(first, end))
            writer.Bytes(memory.Packed(row).Span);
    }

    /// <summary>Adds the rows of a chunk; false when it is of another format, or of other names, since those were lost and numbered anew.</summary>
    /// <param name="columns">What the columns say of them, as <see cref="ContactColumns.TryAppend"/> reads it.</param>
    public static bool TryRead(ReadOnlyMemory<byte> data, PartitionMemory memory, out ReadOnlyMemory<byte> columns)
    {
        var reader = new PackedReader(data, memory.Names);
        columns = default;
        if (reader.Byte() != Format || reader.Fixed() != memory.Names.Id)
            return false;
        columns = reader.Bytes();
        var rows = new PackedReader(reader.Bytes(), memory.Names);
        // The contacts share them.
        var contents = data[reader.Place..].ToArray();
        var content = new PackedReader(contents, memory.Names);
        var books = new List<string>();
        while (!rows.IsAtEnd)
        {
            ReadRow(ref rows, memory, books).Put(contents, content.Place);
            content.Bytes();
        }
        return true;
    }

    private static void WriteRow(PackedWriter writer, ContactRow row, Dictionary<string, int> books)
    {
        writer.Count(row.Slot);
        writer.Raw(row.Contact.ToByteArray());
        if (books.TryGetValue(row.Book, out var book))
        {
            writer.Count(book);
        }
        else
        {
            writer.Count(0);
            writer.Text(row.Book);
            books[row.Book] = books.Count + 1;
        }
        writer.Signed(row.Version);
        writer.Byte((byte)row.State);
        writer.Signed(row.JudgedAt.Ms);
    }

    private static ContactRow ReadRow(ref PackedReader reader, PartitionMemory memory, List<string> books)
    {
        var slot = reader.Count();
        var contact = new Guid(reader.Raw(16).Span);
        var book = reader.Count();
        if (book == 0)
        {
            books.Add(reader.Text());
            book = books.Count;
        }
        var row = memory.AddRow(slot, contact, books[book - 1]);
        row.Version = reader.Signed();
        memory.SetState(row, (ContactState)reader.Byte());
        row.JudgedAt = new Instant(reader.Signed());
        return row;
    }
}
