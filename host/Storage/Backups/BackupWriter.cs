using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Host.Storage.Backups;

/// <summary>
/// Writes one state of the database to a file: a magic word; then, compressed, the head as JSON and each table's rows; at the end the SHA-256 of all
/// before. The file has its name only once it is whole and on the disk.
/// </summary>
/// <param name="told">Is told each table, and how many rows are written, every now and then.</param>
internal sealed class BackupWriter(string path, Action<string, long> told)
{
    public static readonly byte[] Magic = "AUDIENCES-BACKUP\n"u8.ToArray();

    // Before each row, and at the end of each table.
    public const byte Row = 1, End = 0;

    const int Often = 10_000;

    /// <summary>In the session's one transaction, which sees everything that was acknowledged before, and nothing after.</summary>
    public BackupSummary Write(Session session, int schema, DateTimeOffset now)
    {
        var partial = $"{path}.partial";
        BackupSummary summary;
        using (var file = new FileStream(partial, Private()))
        {
            summary = Write(session, file, new(BackupHead.Newest, typeof(BackupWriter).Assembly.GetName().Version?.ToString(3) ?? "", schema, now, [.. session.Tables()]));
            file.Flush(flushToDisk: true);
        }
        File.Move(partial, path, overwrite: false);
        Imports.FolderSync.Of(Path.GetDirectoryName(Path.GetFullPath(path))!);
        return summary;
    }

    // Everybody's data are in it.
    static FileStreamOptions Private()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 1 << 20 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    BackupSummary Write(Session session, FileStream file, BackupHead head)
    {
        using var summed = new SummedStream(file);
        summed.Write(Magic);
        var rows = 0L;
        using (var packed = new GZipStream(summed, CompressionLevel.Fastest, leaveOpen: true))
        using (var writer = new BinaryWriter(new BufferedStream(packed, 1 << 20), Encoding.UTF8))
        {
            writer.Write(JsonSerializer.Serialize(head, JsonSerializerOptions.Web));
            foreach (var table in head.Tables) rows += Write(session, table, writer);
        }
        var sum = summed.Sum();
        file.Write(sum);
        return new(head, rows, Convert.ToHexStringLower(sum));
    }

    long Write(Session session, TableShape table, BinaryWriter writer)
    {
        var written = 0L;
        told(table.Name, 0);
        using (var rows = session.Query($"SELECT {string.Join(", ", table.Columns.Select(column => column.Name))} FROM {table.Name}"))
        {
            while (rows.Next())
            {
                writer.Write(Row);
                for (var i = 0; i < table.Columns.Length; i++) Write(writer, rows, i, table.Columns[i].Kind);
                if (++written % Often == 0) told(table.Name, written);
            }
        }
        writer.Write(End);
        writer.Write(written);
        told(table.Name, written);
        return written;
    }

    static void Write(BinaryWriter writer, Rows rows, int column, ColumnKind kind)
    {
        writer.Write(!rows.IsNull(column));
        if (rows.IsNull(column)) return;
        switch (kind)
        {
            case ColumnKind.Number:
                writer.Write7BitEncodedInt64(rows.Long(column));
                break;
            case ColumnKind.Text:
                writer.Write(rows.Text(column));
                break;
            case ColumnKind.Id:
                WriteBytes(writer, rows.Id(column).ToByteArray(bigEndian: true));
                break;
            default:
                WriteBytes(writer, rows.Span(column));
                break;
        }
    }

    static void WriteBytes(BinaryWriter writer, ReadOnlySpan<byte> bytes)
    {
        writer.Write7BitEncodedInt(bytes.Length);
        writer.Write(bytes);
    }
}
