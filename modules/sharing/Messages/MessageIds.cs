using System.Security.Cryptography;
using System.Text;
using Sharing.Stored;

namespace Sharing;

/// <summary>The id of a message says to whom it goes, so that what comes back finds him without a record of each message; and that it is ours.</summary>
internal sealed class MessageIds(IMark mark)
{
    // With the contact's 32 digits and a hyphen, no more than the 64 characters that an id may have.
    private const int SaltDigits = 8, MarkDigits = 20;

    /// <param name="once">Makes the same id again; null: another each time.</param>
    public string For(Guid contact, string connection, string? once)
    {
        var salt = once is null ? RandomNumberGenerator.GetHexString(SaltDigits, lowercase: true)
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{connection}\n{once}")))[..SaltDigits];
        return $"{contact:N}-{salt}{MarkOf(contact, connection, salt)}";
    }

    /// <summary>Null for what no message by this connection was called.</summary>
    public Guid? ContactOf(string? id, string connection) =>
        id?.Split('-') is [var contact, { Length: SaltDigits + MarkDigits } rest] && Guid.TryParseExact(contact, "N", out var read)
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(rest[SaltDigits..]), Encoding.UTF8.GetBytes(MarkOf(read, connection, rest[..SaltDigits])))
            ? read : null;

    private string MarkOf(Guid contact, string connection, string salt) => mark.Of("message", contact.ToString("N"), connection, salt)[..MarkDigits];
}
