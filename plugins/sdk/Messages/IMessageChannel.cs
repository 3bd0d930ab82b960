namespace Audiences.Sdk;

/// <summary>A way to reach one person. A connector implements it once for each kind of message that it sends.</summary>
/// <typeparam name="TMessage"><see cref="EmailMessage"/>, <see cref="SmsMessage"/> or <see cref="WhatsAppMessage"/>.</typeparam>
public interface IMessageChannel<in TMessage> : IConnector
    where TMessage : Message
{
    /// <summary>Hands one prepared message to the provider. Whom to send to, and whether one may, is decided before.</summary>
    /// <returns>Taken over by the provider, or refused for good because of this message or recipient.</returns>
    /// <exception cref="ConnectorException">
    /// It is not known to be sent. The server sends it again with the same <see cref="Message.Id"/>: give that to the provider as the
    /// idempotency key if it has such a thing, else a person may get it twice.
    /// </exception>
    Task<SendResult> SendAsync(TMessage message, CancellationToken cancel);
}
