using System.Text.Json.Serialization;
using MediatR;

namespace Contracts;

// Messages to single contacts, and what comes back of them. Answered by module sharing; sending is the admins'.

/// <summary>Sends one e-mail to one contact of the organisation's book, who has subscribed to e-mails.</summary>
/// <param name="Contact">A reference.</param>
/// <param name="From">An e-mail address, <c>Ann &lt;ann@example.org&gt;</c>; so <paramref name="ReplyTo"/>.</param>
/// <param name="Transactional">It concerns something that the contact has done: nobody but who opted out is left out, and there is nothing to unsubscribe from.</param>
/// <param name="Once">Sent again with the same, the mail has the same Message-ID; null: each is another mail.</param>
/// <param name="Unsubscribe">This server's https address as recipients reach it, with <c>{token}</c> in it; null when they cannot.</param>
/// <exception cref="Refusal">409 <c>not-subscribed</c>, <c>no-address</c>; 422; 503 <c>not-known-to-be-sent</c>.</exception>
public sealed record SendEmail(
    Principal Principal, string Connection, string Contact, string From, string? ReplyTo, string Subject, string Text, string? Html, bool Transactional, string? Once,
    string? Unsubscribe) : IRequest<MessageSent>;

/// <param name="Id">Of the message.</param>
/// <param name="Status">sent (taken over by the provider) or refused (for good).</param>
/// <param name="ProviderId">By which the provider knows it.</param>
public sealed record MessageSent(
    string Id, string ContactId, string Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ProviderId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason);

/// <summary>The contact whose mail had this token wants no more; done again it changes nothing, nor when he is erased.</summary>
/// <exception cref="Refusal">404: no mail of this server had it.</exception>
public sealed record Unsubscribe(string Token) : IRequest;

/// <summary>Whether a mail of this server had it. Asking changes nothing.</summary>
public sealed record KnowsUnsubscribe(string Token) : IRequest<bool>;

/// <summary>A mail that came back: who can never be reached or complained is unsubscribed, a reply is a conversation.</summary>
/// <param name="Connection">That reads it.</param>
public sealed record TakeMail(Principal Principal, string Connection, ReadOnlyMemory<byte> Mail) : IRequest<MailTaken>;

/// <param name="Reply">Null when no person wrote it.</param>
public sealed record MailTaken(IReadOnlyList<BounceTaken> Bounces, ConversationNoted? Reply);

/// <param name="Kind">hard, soft or complaint.</param>
/// <param name="ContactId">Null when nobody is known by it any more.</param>
/// <param name="Unsubscribed">Of a soft one never.</param>
public sealed record BounceTaken(string Kind, string? ContactId, bool Unsubscribed);
