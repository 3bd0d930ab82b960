using System.Buffers.Binary;
using System.IO.Compression;

namespace Contacts;

/// <summary>
/// The parts of an XLSX file, which is a ZIP archive. Nothing of it is ever written anywhere, so a part's name is only a name; how much
/// it inflates to is bounded.
/// </summary>
internal sealed class XlsxParts : IDisposable
{
    // A list of parts that is longer is no workbook's: reading it alone would fill the memory.
    private const int LargestDirectory = 4 * 1024 * 1024;
    private const int EndSize = 22;
    private const int LongestComment = ushort.MaxValue;

    private static readonly byte[] EndMark = [.. "PK\u0005\u0006"u8];

    private readonly ZipArchive zip;

    public XlsxParts(Stream file)
    {
        RefuseLargeDirectory(file);
        file.Position = 0;
        zip = Guarded(() => new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true));
    }

    /// <summary>Null when there is none of that name.</summary>
    /// <param name="most">It inflates to at most so many bytes.</param>
    public Stream? Open(string name, long most) =>
        Guarded(() => zip.GetEntry(name) is { } entry ? new InflatedPart(entry.Open(), entry.CompressedLength, most) : null);

    /// <summary>What the archive says of itself may be anything; a disk that fails says so otherwise.</summary>
    private static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception damaged) when (damaged is InvalidDataException or NotSupportedException or EndOfStreamException or OverflowException or ArgumentException)
        {
            throw new DamagedWorkbookException("it is a ZIP archive that is damaged or not whole", damaged);
        }
    }

    public void Dispose() => zip.Dispose();

    private static void RefuseLargeDirectory(Stream file)
    {
        var tail = new byte[(int)Math.Min(file.Length, EndSize + LongestComment)];
        file.Position = file.Length - tail.Length;
        file.ReadExactly(tail);
        var end = tail.AsSpan().LastIndexOf(EndMark);
        if (end < 0 || tail.Length - end < EndSize) throw new DamagedWorkbookException("it is a ZIP archive that is not whole");
        var begin = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(end + 16));
        if (file.Length - tail.Length + end - begin is < 0 or > LargestDirectory)
            throw new DamagedWorkbookException("it is a ZIP archive with more parts than a workbook has");
    }
}
