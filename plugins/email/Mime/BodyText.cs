using System.Text;

namespace Plugins.Email.Mime;

/// <summary>A text as a part's content: lines end with CRLF and have at most 76 characters, all of them ASCII (RFC 2045).</summary>
internal static class BodyText
{
    private const int Longest = 76;

    /// <summary>The part's headers and content.</summary>
    public static string Part(string type, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(Lines(text));
        var (encoding, content) = bytes.Count(each => each >= 0x80) * 4 > bytes.Length ? ("base64", Base64(bytes)) : ("quoted-printable", QuotedPrintable(bytes));
        return $"Content-Type: {type}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{content}\r\n";
    }

    internal static string QuotedPrintable(ReadOnlySpan<byte> bytes)
    {
        var (written, width) = (new StringBuilder(bytes.Length + (bytes.Length / 8)), 0);
        for (var at = 0; at < bytes.Length; at++)
        {
            if (bytes[at] == '\r' && at + 1 < bytes.Length && bytes[at + 1] == '\n')
            {
                written.Append("\r\n");
                (at, width) = (at + 1, 0);
                continue;
            }
            var last = at + 1 == bytes.Length || bytes[at + 1] == '\r';
            // An "F" or a dot at a line's beginning: "From " gets a > from some servers, a dot is lost by some.
            var plain = bytes[at] is >= 33 and <= 126 and not (byte)'=' ? width > 0 || bytes[at] is not ((byte)'F' or (byte)'.')
                : bytes[at] is (byte)' ' or (byte)'\t' && !last;
            var size = plain ? 1 : 3;
            // One is kept for the "=" of a soft break.
            if (width + size > Longest - 1)
            {
                written.Append("=\r\n");
                width = 0;
            }
            if (plain) written.Append((char)bytes[at]);
            else written.Append('=').Append(bytes[at].ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            width += size;
        }
        return written.ToString();
    }

    private static string Lines(string text) => text
        .Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Replace("\n", "\r\n", StringComparison.Ordinal);

    private static string Base64(byte[] bytes) =>
        string.Join("\r\n", bytes.Chunk(Longest / 4 * 3).Select(line => Convert.ToBase64String(line)));
}
