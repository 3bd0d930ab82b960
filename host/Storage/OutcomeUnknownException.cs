namespace Host.Storage;

/// <summary>COMMIT failed: the write may be there or not. Whoever waits reads again and goes on from what it finds.</summary>
internal sealed class OutcomeUnknownException(Exception cause)
    : Exception("The database did not confirm the write; it may or may not have been made.", cause);
