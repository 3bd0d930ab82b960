using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Accounts.Stored;

/// <summary>The hashes of the audit log: who changes, takes out or puts in an entry has to change every one after it.</summary>
public static class AuditChain
{
    /// <summary>Before the first entry.</summary>
    public static readonly byte[] Start = new byte[32];

    /// <summary>SHA-256 of the hash before and each part with its length, so that none runs into the next.</summary>
    public static byte[] Hash(long number, AuditEntry entry, byte[] before)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(before);
        string[] parts = [Text(number), Text(entry.At.Ms), entry.Tenant, entry.By, entry.What, entry.Subject, entry.Detail];
        foreach (var part in parts.Select(Encoding.UTF8.GetBytes))
        {
            hash.AppendData(BitConverter.GetBytes(part.Length));
            hash.AppendData(part);
        }
        return hash.GetHashAndReset();
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
