namespace Host.Commands;

/// <summary>Why a command cannot go on, and what to do about it.</summary>
internal sealed class CommandError(string message, Exception? cause = null) : Exception(message, cause);
