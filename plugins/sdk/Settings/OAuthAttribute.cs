namespace Audiences.Sdk;

/// <summary>
/// A <see cref="Secret"/> setting that nobody types: the admin lets the server in at the other side (OAuth 2.0, authorization code with PKCE),
/// and the connector gets the access token of now. The settings then also have a <c>string ClientId</c> and a <c>Secret ClientSecret</c>, of the app
/// that the admin has registered there.
/// </summary>
/// <remarks>Tokens are kept fresh by the server. One that the other side refuses all the same is <see cref="ConnectorFailure.NeedsReconnect"/>.</remarks>
/// <param name="authorize">The https address where the admin agrees. <c>{name}</c> in it stands for the setting of that name.</param>
/// <param name="token">The https address that gives tokens, likewise.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OAuthAttribute(string authorize, string token) : Attribute
{
    public string Authorize { get; } = authorize;

    public string Token { get; } = token;

    /// <summary>What the token is to allow, in the other side's words, with blanks between.</summary>
    public string Scopes { get; init; } = "";
}
