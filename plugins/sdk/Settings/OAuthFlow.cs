namespace Audiences.Sdk;

/// <inheritdoc cref="OAuthAttribute"/>
public sealed record OAuthFlow(string Authorize, string Token, string Scopes);
