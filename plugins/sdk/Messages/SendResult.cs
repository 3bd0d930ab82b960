namespace Audiences.Sdk;

/// <summary>What became of a message.</summary>
public sealed record SendResult
{
    private SendResult()
    {
    }

    /// <summary>The provider's id of the message, by which it tells later of bounces and opens; null when refused, or when it gives none.</summary>
    public string? ProviderId { get; private init; }

    /// <summary>Why it is never sent, in one sentence; null when it was taken over.</summary>
    public string? Refusal { get; private init; }

    /// <summary>Whether the recipient is refused and not the message: an address that does not exist, a person who opted out there. The server
    /// sends nothing more to it by this kind of channel.</summary>
    public bool Suppress { get; private init; }

    public static SendResult Accepted(string? providerId) => new() { ProviderId = providerId };

    public static SendResult Refused(string reason, bool suppress = false) => new() { Refusal = reason, Suppress = suppress };
}
