using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Audiences.Sdk;
using Sharing.Stored;

namespace Sharing;

/// <summary>This server as a client of one authorization server: where to send the admin, and how to come by tokens.</summary>
/// <param name="settings">Of the connection, with secrets.</param>
internal sealed partial class OAuthClient(OAuthFlow flow, JsonObject settings)
{
    /// <exception cref="CallFailedException">The form lacks what it takes.</exception>
    public Uri AuthorizeAddress(string state, string challenge, Uri back)
    {
        var query = new Dictionary<string, string>
        {
            ["response_type"] = "code", ["client_id"] = ClientId, ["redirect_uri"] = back.AbsoluteUri, ["state"] = state,
            ["code_challenge"] = challenge, ["code_challenge_method"] = "S256",
        };
        if (flow.Scopes.Length > 0) query["scope"] = flow.Scopes;
        var address = Address(flow.Authorize).AbsoluteUri;
        var text = string.Join('&', query.Select(each => $"{each.Key}={Uri.EscapeDataString(each.Value)}"));
        return new($"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{text}");
    }

    public Uri TokenAddress => Address(flow.Token);

    public Dictionary<string, string> CodeForm(string code, string verifier, Uri back) => new()
    {
        ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = back.AbsoluteUri, ["code_verifier"] = verifier,
        ["client_id"] = ClientId, ["client_secret"] = Text("clientSecret"),
    };

    public Dictionary<string, string> RefreshForm(string refreshToken) => new()
    {
        ["grant_type"] = "refresh_token", ["refresh_token"] = refreshToken, ["client_id"] = ClientId, ["client_secret"] = Text("clientSecret"),
    };

    /// <param name="before">What it follows: a refresh token that is not replaced stays.</param>
    /// <exception cref="CallFailedException">It is none.</exception>
    public static OAuthGrant Read(TokenAnswer answer, OAuthGrant? before, DateTimeOffset now)
    {
        if (answer.Status is >= 200 and < 300 && answer.Json.TryGetValue("access_token", out var token) && token.Length > 0)
            return new(token, answer.Json.GetValueOrDefault("refresh_token") ?? before?.RefreshToken, ExpiryIn(answer, now));
        var error = answer.Json.GetValueOrDefault("error") ?? "";
        throw answer.Status switch
        {
            429 or >= 500 => new CallFailedException($"The other side gives no token just now ({answer.Status}).", mayPass: true, ConnectorFailure.Unavailable),
            _ when error == "invalid_grant" => new CallFailedException("The other side does not let this server in any more: connect anew.", mayPass: false, ConnectorFailure.NeedsReconnect),
            // Its own words may repeat what it was sent.
            _ => new CallFailedException($"The other side gives no token ({answer.Status} {Known(error)}): look at the client id and secret.", mayPass: false, ConnectorFailure.Misconfigured),
        };
    }

    private static DateTimeOffset? ExpiryIn(TokenAnswer answer, DateTimeOffset now) =>
        answer.Json.TryGetValue("expires_in", out var text) && double.TryParse(text, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 1e9
            ? now.AddSeconds(seconds) : null;

    private static string Known(string error) =>
        error is "invalid_request" or "invalid_client" or "unauthorized_client" or "unsupported_grant_type" or "invalid_scope" ? error : "without a known reason";

    private string ClientId => Text("clientId");

    private string Text(string setting) => settings[setting] is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text
        : throw new CallFailedException($"To connect, the setting {setting} must be given: it is that of the app that you have registered there.", mayPass: false, ConnectorFailure.Misconfigured);

    private Uri Address(string template)
    {
        var text = Placeholder().Replace(template, match => Text(match.Groups[1].Value).TrimEnd('/'));
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address
            : throw new CallFailedException("The address to connect at is none.", mayPass: false, ConnectorFailure.Misconfigured);
    }

    [GeneratedRegex("""\{(\w+)\}""")]
    private static partial Regex Placeholder();
}
