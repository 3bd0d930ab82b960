namespace Host.Api.Http;

/// <summary>A part's content; that it breaks off is said here, where nothing else can be meant.</summary>
/// <param name="atEnd">Looks at what follows it, once.</param>
internal sealed class PartBody(Stream part, Func<Task> atEnd) : Stream
{
    private bool hasEnded;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            var read = await part.ReadAsync(buffer, cancellationToken);
            if (read == 0 && buffer.Length > 0 && !hasEnded)
            {
                hasEnded = true;
                await atEnd();
            }
            return read;
        }
        catch (IOException broken) when (Multipart.IsCutOff(broken))
        {
            throw Multipart.CutOff();
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A request is read asynchronously.");

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
