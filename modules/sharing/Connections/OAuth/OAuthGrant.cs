using System.Text.Json;

namespace Sharing;

/// <summary>What the other side has given.</summary>
/// <param name="RefreshToken">Null: when the access token ends, somebody has to connect anew.</param>
/// <param name="ExpiresAt">Null when it was not said.</param>
internal sealed record OAuthGrant(string AccessToken, string? RefreshToken, DateTimeOffset? ExpiresAt)
{
    // So that it does not end on its way.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    public bool IsFresh(DateTimeOffset now) => ExpiresAt is not { } until || now < until - Margin;

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    public static OAuthGrant Of(string json) => JsonSerializer.Deserialize<OAuthGrant>(json, JsonSerializerOptions.Web)!;

    // Records show all their members, and logs show records.
    public override string ToString() => $"a grant until {ExpiresAt:O}";
}
