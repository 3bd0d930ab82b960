namespace Sharing.Stored;

/// <summary>The way to an authorization server (RFC 6749, section 3.2). The host goes it, where connectors may go.</summary>
public interface ITokenEndpoint
{
    /// <param name="connection">Under whose calls it is noted.</param>
    /// <param name="form">Posted as a form. Secrets are masked in what is noted.</param>
    /// <exception cref="CallFailedException">There was no answer that could be read.</exception>
    Task<TokenAnswer> Ask(string connection, Uri endpoint, IReadOnlyDictionary<string, string> form, CancellationToken cancel);
}

/// <param name="Json">The answer's members that are texts or numbers, as text.</param>
public sealed record TokenAnswer(int Status, IReadOnlyDictionary<string, string> Json)
{
    // Records show all their members, and logs show records.
    public override string ToString() => $"{Status}";
}
