using System.Text.Json.Nodes;
using Audiences.Sdk;
using Contacts.Stored;
using ContactPage = Audiences.Sdk.ContactPage;

namespace Contacts;

/// <summary>
/// What a source gives, page by page, as lines to be written to a file; a page is in memory at a time. The last line is the end, so that
/// a file without it is known to have been cut off.
/// </summary>
/// <param name="mayGoOn">Asked before each page: somebody may have cancelled it.</param>
internal sealed class PulledPages(
    PullOrigin origin, Func<string?, Task<ContactPage>> read, Func<Task<bool>> mayGoOn, string? cursor, long version) : Stream
{
    private MemoryStream lines = new();
    private bool isLast;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Under which the other side's contact is known here: apart from all other ids, which are the customer's own.</summary>
    public static string AnonymousId(string connection, string id) => $"{connection}:{id}";

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (lines.Position == lines.Length && !isLast) await Next();
        return lines.Read(buffer.Span);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A source is read asynchronously.");

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private async Task Next()
    {
        lines = new();
        if (isLast = !await mayGoOn()) return;
        var page = await read(cursor);
        foreach (var gone in page.Deleted) Put(new(Gone: AnonymousId(origin.Connection, gone)));
        foreach (var contact in page.Contacts) Put(Line(contact));
        // A source that goes in a circle would fill the disk.
        if (page.HasMore && page.NextCursor == cursor) throw new SourceFailedException("It answered that there is more where it had been read already.");
        cursor = page.NextCursor;
        if (isLast = !page.HasMore) Put(new(End: new(cursor, version)));
        lines.Position = 0;
    }

    private void Put(PulledLine line) => lines.Write(line.ToBytes());

    private PulledLine Line(Contact contact)
    {
        var more = new JsonObject { ["sources"] = new JsonArray(origin.Connector), ["accounts"] = new JsonArray(origin.Account) };
        if (!string.IsNullOrWhiteSpace(contact.ExternalId)) more["anonymousIds"] = new JsonArray(AnonymousId(origin.Connection, contact.ExternalId));
        var (body, fault) = CardBody.Of(contact, more);
        return body is { } json ? new(Body: json) : new(Fault: fault);
    }
}
