namespace Audiences.Sdk;

/// <summary>Reads mails that came back: to the return path of what a channel has sent, or to its address for replies.</summary>
public interface IMailReader : IConnector
{
    /// <param name="mail">A whole mail as it came (RFC 5322), up to 8 MB; anybody may have written it.</param>
    /// <returns>Nothing of a mail that is neither a report nor a person's, such as an absence note.</returns>
    Task<ReturnedMail> ReadMailAsync(ReadOnlyMemory<byte> mail, CancellationToken cancel);
}
