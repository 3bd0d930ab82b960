using Audiences.Sdk;

namespace Plugins.Email;

public sealed record EmailSettings
{
    [Setting("SMTP server", Help = "Such as smtp.example.org")]
    public required string Server { get; init; }

    [Setting("Port", Help = "587 goes with STARTTLS, 465 with TLS from the start")]
    public int Port { get; init; } = 587;

    [Setting("Encryption")]
    public Encryption Encryption { get; init; } = Encryption.StartTls;

    [Setting("User name")]
    public string? UserName { get; init; }

    [Setting("Password")]
    public Secret? Password { get; init; }

    [Setting("Sign in by", Help = "OAuthToken takes the password for an access token (XOAUTH2)")]
    public SignIn SignIn { get; init; } = SignIn.Password;

    [Setting("Bounces go to", Help = "The sender of the envelope; {id} becomes the message's id, as in bounces+{id}@example.org. The sender himself if left empty.")]
    public string? ReturnPath { get; init; }

    [Setting("Certificate authority", Help = "PEM, for a server whose certificate is of an authority that this machine does not know")]
    public string? Authority { get; init; }
}

public enum Encryption
{
    /// <summary>Begun in the clear and encrypted before anything is said that matters; refused if the server does not offer it.</summary>
    StartTls,

    /// <summary>From the first byte.</summary>
    Tls,

    /// <summary>None, for a relay on the same machine. No password is sent so.</summary>
    None,
}

public enum SignIn
{
    Password,
    OAuthToken,
}
