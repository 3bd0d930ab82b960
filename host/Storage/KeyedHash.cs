using System.Security.Cryptography;
using System.Text;
using Host.Storage.Settings;

namespace Host.Storage;

/// <summary>
/// Hashes what must be recognised after it was erased, under a random key of this installation: without the database's key
/// nobody can try out addresses against the hashes.
/// </summary>
internal sealed class KeyedHash(byte[] key)
{
    const string Setting = "hash-key";
    const int Kept = 16;

    public static KeyedHash Load(Session session)
    {
        if (SettingRows.Read(session, Setting) is { } known) return new(known);
        var made = RandomNumberGenerator.GetBytes(32);
        SettingRows.Write(session, Setting, made);
        return new(made);
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
