namespace Host.Plugins;

/// <summary>How a plugin of plugins.json does; each but Active with a reason that says what to do.</summary>
internal enum PluginState
{
    Active,

    /// <summary>By its entry.</summary>
    Disabled,

    /// <summary>Built against an SDK that this server does not understand.</summary>
    NotSupported,

    /// <summary>It could not be loaded, or failed so often that it was switched off; a reload tries again.</summary>
    Malfunctioned,

    /// <summary>An earlier entry has its id, or a connector of that id.</summary>
    Superseded,
}
