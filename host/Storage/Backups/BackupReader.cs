using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Host.Storage.Partitions;

namespace Host.Storage.Backups;

/// <summary>Reads what <see cref="BackupWriter"/> wrote: first all of it against its sum, then into an empty database in one transaction.</summary>
/// <param name="told">Is told each table, and how many rows are restored, every now and then.</param>
internal sealed class BackupReader(string path, Action<string, long> told)
{
    const int Often = 10_000, SumBytes = 32;

    /// <summary>Reads the whole file; changes nothing.</summary>
    /// <exception cref="BackupException">A byte of it is not as it was written, or it is none.</exception>
    public BackupHead Check()
    {
        using var file = Open();
        if (file.Length < BackupWriter.Magic.Length + SumBytes) throw NotOne();
        using var content = new SummedStream(file);
        var left = file.Length - SumBytes;
        for (var buffer = new byte[1 << 20]; left > 0;) left -= content.Read(buffer, 0, (int)Math.Min(buffer.Length, left));
        var sum = new byte[SumBytes];
        file.ReadExactly(sum);
        file.Position = 0;
        var magic = new byte[BackupWriter.Magic.Length];
        file.ReadExactly(magic);
        if (!magic.AsSpan().SequenceEqual(BackupWriter.Magic)) throw NotOne();
        if (!CryptographicOperations.FixedTimeEquals(content.Sum(), sum))
            throw new BackupException($"{path} is damaged: its content is not what its sum says. Take another backup.");
        using var reader = Content(file);
        return Head(reader);
    }

    /// <returns>How many rows.</returns>
    /// <exception cref="BackupException">It does not fit this program or database; the transaction is to be given up.</exception>
    public long Restore(Session session, int schema)
    {
        var here = session.Tables().ToDictionary(table => table.Name);
        using var file = Open();
        file.Position = BackupWriter.Magic.Length;
        using var reader = Content(file);
        var head = Head(reader);
        if (head.Schema != schema)
            throw new BackupException($"The backup was made by version {head.Program}, whose tables are another version's. Restore it by that one, then start this version's server on the data.");
        foreach (var table in head.Tables.Reverse())
            if (here.ContainsKey(table.Name)) session.Execute($"DELETE FROM {table.Name}");
        var rows = head.Tables.Sum(table => Restore(session, table, here.GetValueOrDefault(table.Name), reader));
        session.Align();
        return rows;
    }

    long Restore(Session session, TableShape table, TableShape? here, BinaryReader reader)
    {
        var kinds = table.Columns.Select(column => here?.Columns.FirstOrDefault(known => known.Name == column.Name)?.Kind
            ?? throw new BackupException($"The backup has {table.Name}.{column.Name}, which this program does not know: it was made by a newer version. Use that.")).ToArray();
        var names = string.Join(", ", table.Columns.Select(column => column.Name));
        var sql = $"INSERT INTO {table.Name} ({names}) VALUES ({string.Join(", ", Enumerable.Range(1, kinds.Length).Select(number => $"${number}"))})";
        var (args, restored) = (new Arg[kinds.Length], 0L);
        var dated = LogTables.Names.Contains(table.Name) ? table.Columns.Select(column => column.Name).ToList().IndexOf(LogTables.DatedBy) : -1;
        for (told(table.Name, 0); reader.ReadByte() == BackupWriter.Row;)
        {
            for (var i = 0; i < args.Length; i++) args[i] = Read(reader, table.Columns[i].Kind, kinds[i]);
            if (dated >= 0) session.MakeRoom(new(args[dated].Number));
            session.Insert(sql, args);
            if (++restored % Often == 0) told(table.Name, restored);
        }
        if (reader.ReadInt64() != restored) throw new BackupException($"{path} is damaged: rows of {table.Name} are missing.");
        // What refers to these comes next.
        session.Flush();
        told(table.Name, restored);
        return restored;
    }

    static Arg Read(BinaryReader reader, ColumnKind written, ColumnKind here)
    {
        if (!reader.ReadBoolean()) return default;
        return written switch
        {
            ColumnKind.Number => reader.Read7BitEncodedInt64(),
            ColumnKind.Text => reader.ReadString(),
            _ => here == ColumnKind.Id ? new Guid(Bytes(reader), bigEndian: true) : Bytes(reader),
        };
    }

    static byte[] Bytes(BinaryReader reader) => reader.ReadBytes(reader.Read7BitEncodedInt());

    static BinaryReader Content(FileStream file) => new(new BufferedStream(new GZipStream(file, CompressionMode.Decompress, leaveOpen: true), 1 << 20), Encoding.UTF8);

    BackupHead Head(BinaryReader reader)
    {
        var head = JsonSerializer.Deserialize<BackupHead>(reader.ReadString(), JsonSerializerOptions.Web)!;
        return head.Format <= BackupHead.Newest ? head : throw new BackupException($"{path} was made by version {head.Program}, whose backups this program cannot read. Use that version or a later one.");
    }

    FileStream Open()
    {
        try
        {
            return new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"{path} cannot be read: {unreadable.Message}");
        }
    }

    BackupException NotOne() => new($"{path} is no backup of Audiences.");
}
