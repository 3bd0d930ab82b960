using System.Text;
using Contracts;

namespace Contacts;

/// <summary>
/// Finds out what a file's letters are: what its byte order mark says; else UTF-8 if all of it is that; else windows-1252, which older
/// programs write. What is no text is refused with what to do.
/// </summary>
internal static class FileText
{
    private const int HeadSize = 4096;
    private const int BufferSize = 64 * 1024;

    private static readonly (byte[] Magic, string What)[] NoText =
    [
        ([0x1F, 0x8B], "packed with gzip. Unpack it, or say `Content-Encoding: gzip` where the body is the file"),
        ([.. "%PDF"u8], "a PDF. Export the contacts as CSV"),
    ];

    /// <param name="file">One that can seek; it is read from its beginning.</param>
    /// <exception cref="Refusal">422: it is no text, or text in a form that cannot be known.</exception>
    public static TextReader Open(Stream file)
    {
        file.Position = 0;
        var head = new byte[HeadSize];
        var bytes = head.AsSpan(0, file.ReadAtLeast(head, HeadSize, throwOnEndOfStream: false));
        if (bytes.IsEmpty) throw new Refusal(422, "empty-file", "The file is empty.");
        foreach (var (magic, what) in NoText)
            if (bytes.StartsWith(magic)) throw new Refusal(422, "not-a-table", $"The file is {what}.");
        var (encoding, mark) = Sniff(bytes) ?? (IsUtf8(file) ? Encoding.UTF8 : CodePagesEncodingProvider.Instance.GetEncoding(1252)!, 0);
        if (encoding == Encoding.UTF8 && mark > 0 && !IsUtf8(file))
            throw Unknown("It begins as UTF-8 does, and is not UTF-8 later on");
        file.Position = mark;
        return new StreamReader(file, encoding, detectEncodingFromByteOrderMarks: false, BufferSize, leaveOpen: true);
    }

    private static (Encoding Encoding, int Mark)? Sniff(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith<byte>([0xFF, 0xFE, 0, 0]) || head.StartsWith<byte>([0, 0, 0xFE, 0xFF])) throw Unknown("It is UTF-32");
        if (head.StartsWith<byte>([0xEF, 0xBB, 0xBF])) return (Encoding.UTF8, 3);
        if (head.StartsWith<byte>([0xFF, 0xFE])) return (Encoding.Unicode, 2);
        if (head.StartsWith<byte>([0xFE, 0xFF])) return (Encoding.BigEndianUnicode, 2);
        return SniffUtf16(head);
    }

    /// <summary>Without a mark: a header in Latin letters has a zero in every second byte.</summary>
    private static (Encoding, int)? SniffUtf16(ReadOnlySpan<byte> head)
    {
        int even = 0, odd = 0;
        for (var i = 0; i < head.Length; i++)
            if (head[i] == 0 && i % 2 == 0) even++;
            else if (head[i] == 0) odd++;
        var many = head.Length / 4;
        if (odd > many && even < many / 4) return (Encoding.Unicode, 0);
        return even > many && odd < many / 4 ? (Encoding.BigEndianUnicode, 0) : null;
    }

    private static bool IsUtf8(Stream file)
    {
        file.Position = 0;
        var decoder = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
        var bytes = new byte[BufferSize];
        var letters = new char[BufferSize + 1];
        try
        {
            while (file.Read(bytes) is var read)
            {
                decoder.GetChars(bytes.AsSpan(0, read), letters, flush: read == 0);
                if (read == 0) break;
            }
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static Refusal Unknown(string what) =>
        new(422, "unknown-encoding", $"The file's encoding cannot be used. {what}. Save it as UTF-8 and send it again.");
}
