using Contracts;

namespace Host.Api.Http;

/// <summary>Where answers are kept for <c>Idempotency-Key</c>; durable when <see cref="Keep"/> returns.</summary>
/// <remarks>Keys and answers are hashes and cipher text: nothing of a person can be read from them after an erasure.</remarks>
internal interface IKeptAnswers
{
    /// <summary>The answer kept under the key, unless its time is over.</summary>
    Task<byte[]?> Find(byte[] key, Instant now, CancellationToken cancel);

    /// <summary>Keeps an answer, and forgets some of those whose time is over.</summary>
    Task Keep(byte[] key, byte[] answer, Instant now, Instant until, CancellationToken cancel);
}
