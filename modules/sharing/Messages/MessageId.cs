using System.Security.Cryptography;
using System.Text;

namespace Sharing;

/// <summary>The id of a message says to whom it goes, so that what comes back finds him without a record of each message.</summary>
internal static class MessageId
{
    // Of a key that is nobody's to guess; 64 characters are an id's limit.
    private const int RestBytes = 12;

    /// <param name="once">Makes the same id again; null: another each time.</param>
    public static string For(Guid contact, string connection, string? once)
    {
        var rest = once is null ? RandomNumberGenerator.GetBytes(RestBytes) : SHA256.HashData(Encoding.UTF8.GetBytes($"{connection}\n{once}"))[..RestBytes];
        return $"{contact:N}-{Convert.ToHexStringLower(rest)}";
    }

    /// <summary>Null for what no message of ours is called.</summary>
    public static Guid? ContactOf(string? id) => id?.Split('-') is [var contact, { Length: RestBytes * 2 }] && Guid.TryParseExact(contact, "N", out var read) ? read : null;
}
