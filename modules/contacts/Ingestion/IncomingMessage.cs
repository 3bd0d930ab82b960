using Contracts;
using Orleans;

namespace Contacts;

/// <summary>A message that was read and found good; who it is about is still open.</summary>
/// <param name="At">Event time.</param>
/// <param name="UserId">The external id as text; a number by its shortest form.</param>
/// <param name="PreviousId">Alias only.</param>
/// <param name="Name">Event name; page or screen name, if it has one.</param>
/// <param name="MessageId">As sent, or made here.</param>
/// <param name="Payload">The message as sent without its envelope, beginning with its <c>type</c>.</param>
/// <param name="Located">It has a <c>context.location</c>.</param>
[GenerateSerializer, Immutable, Alias("incoming-message")]
internal sealed record IncomingMessage(
    [property: Id(0)] StepKind Kind,
    [property: Id(1)] Instant At,
    [property: Id(2)] Instant Arrived,
    [property: Id(3)] string? UserId,
    [property: Id(4)] string? AnonymousId,
    [property: Id(5)] string? PreviousId,
    [property: Id(6)] string? Name,
    [property: Id(7)] string MessageId,
    [property: Id(8)] long BodyHash,
    [property: Id(9)] string Payload,
    [property: Id(10)] bool Located,
    [property: Id(11)] bool Active);

/// <summary>Why a message was not taken.</summary>
/// <param name="Path">JSON path in the message, e.g. <c>context.location</c>.</param>
internal sealed record Rejection(string Reason, string Path);

/// <summary>What a request says about all its messages.</summary>
/// <param name="Manual">The clock is moved by the API, so senders' clocks say nothing about it.</param>
/// <param name="Server">The key is held by a server.</param>
internal sealed record Envelope(Instant Arrived, Instant? SentAt, bool Manual, bool Server);
