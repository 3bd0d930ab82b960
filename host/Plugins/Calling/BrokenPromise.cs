namespace Host.Plugins.Calling;

/// <summary>An answer that the SDK does not allow: a defect of the plugin.</summary>
internal sealed class BrokenPromise(string what) : Exception(what);
