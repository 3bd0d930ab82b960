using System.Security.Cryptography;
using System.Text;

namespace Host.Storage;

/// <summary>
/// Hashes what must be recognised after it was erased, under a random key of this installation: without the database's key
/// nobody can try out addresses against the hashes.
/// </summary>
internal sealed class KeyedHash(byte[] key)
{
    const int Kept = 16;

    public static KeyedHash Load(Session session)
    {
        session.Execute("INSERT INTO settings (key, value) VALUES ('hash-key', $1) ON CONFLICT DO NOTHING", RandomNumberGenerator.GetBytes(32));
        using var rows = session.Query("SELECT value FROM settings WHERE key = 'hash-key'");
        rows.Next();
        return new(rows.Span(0).ToArray());
    }

    /// <summary>The parts are kept apart: ("ab", "c") and ("a", "bc") differ.</summary>
    public byte[] Of(params ReadOnlySpan<string> parts)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            mac.AppendData(BitConverter.GetBytes(bytes.Length));
            mac.AppendData(bytes);
        }
        return mac.GetHashAndReset()[..Kept];
    }
}
