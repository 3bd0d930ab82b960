namespace Audiences.Sdk;

/// <summary>Some who came into an audience and some who left it.</summary>
/// <param name="Audience">The audience's key: immutable, never given to another; at most 64 letters, digits, <c>-</c> and <c>_</c>.</param>
/// <param name="Sequence">Which batch of this audience to this connection it is; rises by one, from a number that no earlier sync of it had. <see cref="Id"/> is made of both.</param>
/// <param name="Adds">Who is a member now. Nobody is in a batch twice.</param>
/// <param name="Removes">Who is one no more. Somebody whom the other side does not have is no reject.</param>
public sealed record MemberBatch(string Audience, long Sequence, IReadOnlyList<Member> Adds, IReadOnlyList<Member> Removes)
{
    /// <summary>The same however often the batch comes, and no other batch's: an idempotency key.</summary>
    public string Id => $"{Audience}-{Sequence}";
}
