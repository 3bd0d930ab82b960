using System.Text.Json.Serialization;
using Audiences.Sdk;

namespace Host.Plugins.Calling;

/// <summary>What a connector is to do: one of the ports' methods, or something about the connection itself.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "do")]
[JsonDerivedType(typeof(CheckOrder), "check")]
[JsonDerivedType(typeof(ReadOrder), "read")]
[JsonDerivedType(typeof(ApplyOrder), "apply")]
[JsonDerivedType(typeof(PollOrder), "poll")]
[JsonDerivedType(typeof(EmailOrder), "email")]
[JsonDerivedType(typeof(SmsOrder), "sms")]
[JsonDerivedType(typeof(WhatsAppOrder), "whatsApp")]
[JsonDerivedType(typeof(MailOrder), "mail")]
[JsonDerivedType(typeof(BindOrder), "bind")]
[JsonDerivedType(typeof(CloseOrder), "close")]
internal abstract record ConnectorOrder
{
    /// <summary>For metrics and logs.</summary>
    [JsonIgnore]
    public string Word => GetType().Name[..^"Order".Length].ToLowerInvariant();

    /// <exception cref="ArgumentException">The SDK knows three kinds of messages.</exception>
    public static ConnectorOrder Of(Message message) => message switch
    {
        EmailMessage email => new EmailOrder(email),
        SmsMessage sms => new SmsOrder(sms),
        WhatsAppMessage whatsApp => new WhatsAppOrder(whatsApp),
        _ => throw new ArgumentException($"{message.GetType().Name} is sent by no channel.", nameof(message)),
    };
}

internal sealed record CheckOrder : ConnectorOrder;

internal sealed record ReadOrder(string? Cursor, int Limit) : ConnectorOrder;

internal sealed record ApplyOrder(MemberBatch Batch) : ConnectorOrder;

internal sealed record PollOrder(string Receipt) : ConnectorOrder;

internal sealed record EmailOrder(EmailMessage Message) : ConnectorOrder;

internal sealed record SmsOrder(SmsMessage Message) : ConnectorOrder;

internal sealed record WhatsAppOrder(WhatsAppMessage Message) : ConnectorOrder;

internal sealed record MailOrder(ReadOnlyMemory<byte> Mail) : ConnectorOrder;

/// <summary>Says what is wrong with the settings, by name; makes no connection.</summary>
internal sealed record BindOrder : ConnectorOrder;

/// <summary>Disposes of the connection, if there is one.</summary>
internal sealed record CloseOrder : ConnectorOrder;
