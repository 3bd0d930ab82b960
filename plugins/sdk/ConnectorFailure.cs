namespace Audiences.Sdk;

/// <summary>Whose job a failure is.</summary>
public enum ConnectorFailure
{
    /// <summary>The server's: the other side is down, slow or throttling, and the same call may work later.</summary>
    Unavailable,

    /// <summary>The admin's, by connecting anew: a token or a password has expired or was revoked.</summary>
    NeedsReconnect,

    /// <summary>The admin's, by correcting the settings: the same call will never work with these.</summary>
    Misconfigured,
}
