using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Audiences.Sdk;

namespace Plugins.Webhook;

/// <summary>Symmetric signatures (v1) of Standard Webhooks 1.0, one for each secret that the receiver may know.</summary>
internal sealed class Signature
{
    private const string Prefix = "whsec_";

    private readonly IReadOnlyList<byte[]> _keys;

    private Signature(IReadOnlyList<byte[]> keys) => _keys = keys;

    /// <exception cref="ConnectorException">A secret is not one; the message does not repeat it.</exception>
    public static Signature Of(Secret secrets)
    {
        var keys = secrets.Reveal().Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Key).ToList();
        return keys.Count > 0 && keys.TrueForAll(key => key is not null) ? new([.. keys.OfType<byte[]>()])
            : throw new ConnectorException(
                ConnectorFailure.Misconfigured, $"A signing secret is {Prefix} and 24 to 64 bytes in Base64; several have a blank between them.");
    }

    /// <summary>What goes into <c>webhook-signature</c>.</summary>
    public string Sign(string id, DateTimeOffset at, ReadOnlySpan<byte> body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{at.ToUnixTimeSeconds()}.")), .. body];
        return string.Join(' ', _keys.Select(key => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, signed))}"));
    }

    private static byte[]? Key(string secret)
    {
        if (!secret.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var key = new byte[secret.Length];
        return Convert.TryFromBase64String(secret[Prefix.Length..], key, out var length) && length is >= 24 and <= 64 ? key[..length] : null;
    }
}
