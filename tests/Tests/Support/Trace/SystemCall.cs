namespace Tests.Support.Trace;

/// <summary>One system call of a trace. Places are line numbers: where it was seen to begin and where it was seen to have returned.</summary>
/// <param name="Name">For example <c>fdatasync</c>.</param>
/// <param name="Target">What stands behind its file descriptor: a path, or <c>TCP:[…]</c> with both ends.</param>
/// <param name="Arguments">Everything between the parentheses, both halves of an interrupted call joined.</param>
/// <param name="Result">The returned number; null for a call that never returned.</param>
/// <param name="Began">The line on which the call was entered.</param>
/// <param name="Returned">The line on which it returned; <see cref="int.MaxValue"/> if it never did.</param>
internal sealed record SystemCall(string Name, string Target, string Arguments, long? Result, int Began, int Returned);
