namespace Host.Plugins.Manifest;

/// <summary>What a plugin may take; the <c>settings</c> of its entry.</summary>
/// <param name="Timeout">Of one call.</param>
/// <param name="MemoryMegabytes">Of the managed heap, when it has a process of its own.</param>
internal sealed record PluginLimits(TimeSpan Timeout, int ParallelCalls, int MemoryMegabytes)
{
    public static readonly PluginLimits Default = new(TimeSpan.FromSeconds(30), 4, 256);
}
