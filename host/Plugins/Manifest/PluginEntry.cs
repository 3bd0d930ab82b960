namespace Host.Plugins.Manifest;

/// <summary>An entry of plugins.json.</summary>
/// <param name="Assembly">Relative to the plugins folder, parted by <c>/</c>: <c>acme/Acme.dll</c>.</param>
/// <param name="Sha256">Of the assembly; null when it is not pinned.</param>
/// <param name="Dependencies">SHA-256 of the other code in the assembly's folder, by path relative to that folder.</param>
/// <param name="Text">As it is written, to tell whether it has changed.</param>
internal sealed record PluginEntry(
    string Id, string Assembly, bool Enabled, string? Sha256, IReadOnlyDictionary<string, string> Dependencies, Isolation Isolation,
    PluginLimits Limits, string Text);
