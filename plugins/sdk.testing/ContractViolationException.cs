namespace Audiences.Sdk.Testing;

/// <summary>A promise that is not kept: what was done, what should have come of it and what did.</summary>
public sealed class ContractViolationException(string message, Exception? inner = null) : Exception(message, inner);
