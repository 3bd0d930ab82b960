using Host.Plugins.Loading;

namespace Host.Plugins.Calling;

/// <summary>Where a plugin's code runs: in this process or in one of its own. Disposing ends it, whatever it does.</summary>
internal interface IPluginRoom : IAsyncDisposable
{
    PluginReport Report { get; }

    /// <summary>It ended by itself, or was ended; with the reason.</summary>
    event Action<string> Died;

    /// <summary>Makes the call. The task ends when the plugin's code does, which is at the plugin's pleasure.</summary>
    /// <exception cref="RoomLost">The room ended meanwhile, or is being set up again.</exception>
    Task<CallAnswer> Run(PluginCall call, CancellationToken cancel);

    /// <summary>A call goes on though it was cancelled.</summary>
    /// <returns>Whether that was ended, together with all that ran beside it.</returns>
    bool End(string reason);
}
