namespace Sharing;

/// <summary>There is something to wait for before anything can be told; nothing is wrong.</summary>
internal sealed class SyncWaitsException(string what) : Exception(what);
