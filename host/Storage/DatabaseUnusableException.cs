namespace Host.Storage;

/// <summary>The database's file cannot be worked on, whatever is asked of it; the message says what to do.</summary>
internal sealed class DatabaseUnusableException(string message, Exception? cause = null) : Exception(message, cause);
