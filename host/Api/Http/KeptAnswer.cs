using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Host.Api.Http;

/// <summary>An answer as it was given.</summary>
internal sealed record KeptAnswer(int Status, string? ContentType, string? Location, string? ETag, byte[] Body);

/// <summary>
/// Seals answers under what only the request itself holds. The row in the database names neither the sender's key nor a person, and
/// whoever has the row but not the request can read nothing: so an erasure need not look for answers about the erased.
/// </summary>
/// <param name="Row">The key of the row: whose it is, and the Idempotency-Key.</param>
/// <param name="Fingerprint">Tells the same request from another one that came with the same key.</param>
internal sealed record AnswerSeal(byte[] Row, byte[] Fingerprint, byte[] Secret)
{
    private const int Hash = 32;
    private const int Tag = 16;
    private const int Nonce = 12;
    private const int Head = Hash + Nonce + Tag;

    public static AnswerSeal Of(string sender, string idempotencyKey, string target, byte[] bodyHash)
    {
        var request = SHA256.HashData([.. Encoding.UTF8.GetBytes($"{sender}\0{idempotencyKey}\0{target}\0"), .. bodyHash]);
        return new(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{sender}\0{idempotencyKey}")),
            HKDF.DeriveKey(HashAlgorithmName.SHA256, request, Hash, info: "fingerprint"u8.ToArray()),
            HKDF.DeriveKey(HashAlgorithmName.SHA256, request, Hash, info: "secret"u8.ToArray()));
    }

    /// <summary>Fingerprint, nonce, tag, cipher text.</summary>
    public byte[] Close(KeptAnswer answer)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(answer);
        byte[] closed = [.. Fingerprint, .. RandomNumberGenerator.GetBytes(Nonce), .. new byte[Tag + plain.Length]];
        using var cipher = new AesGcm(Secret, Tag);
        cipher.Encrypt(closed.AsSpan(Hash, Nonce), plain, closed.AsSpan(Head), closed.AsSpan(Hash + Nonce, Tag));
        return closed;
    }

    /// <summary>The answer, or null when it is that of another request.</summary>
    public KeptAnswer? Open(ReadOnlySpan<byte> closed)
    {
        if (!CryptographicOperations.FixedTimeEquals(closed[..Hash], Fingerprint)) return null;
        var plain = new byte[closed.Length - Head];
        using var cipher = new AesGcm(Secret, Tag);
        cipher.Decrypt(closed.Slice(Hash, Nonce), closed[Head..], closed.Slice(Hash + Nonce, Tag), plain);
        return JsonSerializer.Deserialize<KeptAnswer>(plain);
    }
}
