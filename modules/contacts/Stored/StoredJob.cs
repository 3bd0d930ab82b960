using Contracts;

namespace Contacts.Stored;

/// <summary>Queued and Running will go on, the others have ended.</summary>
public enum JobStatus { Queued = 0, Running = 1, Done = 2, Failed = 3, Cancelled = 4 }

/// <summary>One action on many contacts as the store holds it; whom it is about lies beside it until it has ended.</summary>
/// <param name="Id">32 hexadecimal digits, growing with time.</param>
/// <param name="Who">As whom it acts; of its scopes only <c>write</c>.</param>
/// <param name="Owner">Who sees it: <c>user:…</c> or <c>organisation:…</c>.</param>
/// <param name="Verb">What is done to each, as the API names it.</param>
/// <param name="Value">The tag, stage … or reason.</param>
/// <param name="Total">How many contacts it is about.</param>
/// <param name="Done">Of finished chunks; those that failed are among them.</param>
/// <param name="Failure">Why it failed as a whole.</param>
public sealed record StoredJob(
    string Id, Principal Who, string Owner, string Book, string Verb, string? Value, JobStatus Status, int Total, int Done, int Failed,
    Instant CreatedAt, Instant? EndedAt, string? Failure);

/// <param name="Number">Of the contact among those that the job is about, from 0.</param>
/// <param name="Reason">Nothing of the contact itself, so that an erasure need not look here.</param>
public readonly record struct JobError(int Number, Guid Contact, string Reason);
