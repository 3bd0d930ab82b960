using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Contracts;

namespace Host.Api.Http;

/// <summary>
/// Opaque places in lists. The checksum finds damage and foreign cursors; it is no secret, since a place gives no rights: the
/// reader's tenant and book are taken from its key on every page.
/// </summary>
internal static class Cursor
{
    private const int Sum = 8;

    public static string Encode(string place, string filters) =>
        Base64Url.EncodeToString([.. Checksum(place, filters), .. Encoding.UTF8.GetBytes(place)]);

    public static string Decode(string cursor, string filters)
    {
        if (!Base64Url.IsValid(cursor)) throw Invalid();
        var bytes = Base64Url.DecodeFromChars(cursor);
        if (bytes.Length < Sum) throw Invalid();
        var place = Encoding.UTF8.GetString(bytes.AsSpan(Sum));
        return Checksum(place, filters).SequenceEqual(bytes.AsSpan(0, Sum)) ? place : throw Invalid();
    }

    private static ReadOnlySpan<byte> Checksum(string place, string filters) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{filters}\0{place}")).AsSpan(0, Sum);

    public static Refusal Invalid() =>
        Refusal.Invalid("cursor", "is not of this list with these filters; start without a cursor", "invalid-cursor");
}
