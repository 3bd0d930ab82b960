using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Contracts;
using Sharing.Stored;

namespace Sharing;

/// <summary>
/// What comes back with the admin's browser, sealed: nobody else can make one, the code of another authorization does not fit its verifier, and the server
/// keeps nothing meanwhile.
/// </summary>
/// <param name="Who">Who asked, as whom it is finished.</param>
/// <param name="Version">Of the connection: another form, another other side.</param>
/// <param name="Verifier">Of PKCE (RFC 7636).</param>
internal sealed record AuthorizationState(Principal Who, string Connection, long Version, string Verifier, Uri Back, DateTimeOffset ExpiresAt)
{
    private const string Purpose = "authorization";

    private static readonly TimeSpan Time = TimeSpan.FromMinutes(15);

    public string Challenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    public static AuthorizationState For(Principal who, StoredConnection connection, Uri back, DateTimeOffset now) =>
        new(who, connection.Id, connection.Version, Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)), back, now + Time);

    public string Seal(ISettingsSeal seal) => Base64Url.EncodeToString(seal.Seal(JsonSerializer.Serialize(this), Purpose));

    /// <exception cref="Refusal">400.</exception>
    public static AuthorizationState Open(string? sealedState, ISettingsSeal seal, DateTimeOffset now)
    {
        var text = sealedState is not null && Base64Url.IsValid(sealedState) ? seal.Open(Base64Url.DecodeFromChars(sealedState), Purpose) : null;
        var state = text is null ? null : JsonSerializer.Deserialize<AuthorizationState>(text);
        if (state is null) throw new Refusal(400, "unknown-authorization", "Nobody here has asked to connect by this. POST /v1/connectors/{id}/authorize begins anew.");
        return now < state.ExpiresAt ? state
            : throw new Refusal(400, "late-authorization", "It took longer than a quarter of an hour. POST /v1/connectors/{id}/authorize begins anew.");
    }

    // Records show all their members, and logs show records.
    public override string ToString() => Connection;
}
