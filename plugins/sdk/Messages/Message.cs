namespace Audiences.Sdk;

/// <summary>One message to one person, ready to send: templates are filled in. The server makes e-mails, SMS and WhatsApp messages, no others.</summary>
public abstract record Message
{
    private protected Message(string id) => Id = id;

    /// <summary>The same however often it is tried; at most 64 letters, digits, <c>-</c> and <c>_</c>.</summary>
    public string Id { get; init; }
}
