namespace Contacts;

/// <summary>A part as it inflates: no more than it may, nor out of all proportion to what was sent.</summary>
internal sealed class InflatedPart(Stream part, long compressed, long most) : Stream
{
    // Sheets of rows that are all alike inflate to about a hundred times their size.
    private const int LargestRatio = 250;
    private const int Harmless = 16 * 1024 * 1024;

    private long taken;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => taken;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = Inflate(buffer);
        taken += read;
        if (taken > most) throw new DamagedWorkbookException($"a part of it inflates to more than {most / (1024 * 1024):N0} MB; save it as CSV, which has no such limit");
        if (taken > Harmless && taken / LargestRatio > compressed) throw new DamagedWorkbookException($"a part of it inflates to more than {LargestRatio} times its size");
        return read;
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) part.Dispose();
        base.Dispose(disposing);
    }

    private int Inflate(Span<byte> buffer)
    {
        try
        {
            return part.Read(buffer);
        }
        catch (Exception damaged) when (damaged is InvalidDataException or EndOfStreamException)
        {
            throw new DamagedWorkbookException("a part of the ZIP archive is damaged", damaged);
        }
    }
}
