using System.IO.Compression;
using System.Text;

namespace Tests.Support;

/// <summary>Bodies that are wrong on purpose.</summary>
internal static class Bytes
{
    public static byte[] Of(string text) => Encoding.UTF8.GetBytes(text);

    public static string Nested(int depth) => new StringBuilder().Insert(0, """{"a":""", depth).Append('1').Append('}', depth).ToString();

    /// <summary>Gzip of a JSON batch that inflates to so many bytes.</summary>
    public static byte[] Bomb(int inflated)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write("{\"batch\":["u8);
            var blanks = Of(new string(' ', 64 * 1024));
            for (var left = inflated; left > 0; left -= blanks.Length)
                gzip.Write(blanks);
            gzip.Write("]}"u8);
        }
        return packed.ToArray();
    }
}
