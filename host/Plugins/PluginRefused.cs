namespace Host.Plugins;

/// <summary>Why a plugin is not loaded, as the admin reads it.</summary>
internal sealed class PluginRefused(string reason, PluginState state = PluginState.Malfunctioned) : Exception(reason)
{
    public PluginState State => state;
}
