namespace Host.Start;

/// <summary>A reason not to start that the operator can mend; printed as it is, without a stack.</summary>
internal sealed class StartError(string message, Exception? cause = null) : Exception(message, cause);
