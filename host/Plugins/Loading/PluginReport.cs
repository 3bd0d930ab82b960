namespace Host.Plugins.Loading;

/// <summary>What loading a plugin came to; it crosses processes.</summary>
/// <param name="Reason">Also of an active one, when there is something to say.</param>
/// <param name="Version">The assembly's informational version.</param>
/// <param name="SdkVersion">What it was built against.</param>
internal sealed record PluginReport(PluginState State, string? Reason, string? Version, string? SdkVersion, IReadOnlyList<ConnectorInfo> Connectors)
{
    public static PluginReport Of(PluginRefused refused) => new(refused.State, refused.Message, null, null, []);
}
