using Host.Plugins.Loading;
using Host.Start;

namespace Host.Plugins;

/// <summary>Plugins are there before jobs need them. Whatever is wrong with them, the server starts.</summary>
internal sealed class PluginsStep(ConnectorCatalogue catalogue, PluginLoader loader) : IStartStep
{
    public string Doing => "loading plugins";

    public Task Start(CancellationToken cancel)
    {
        loader.Clean();
        return catalogue.Reload(cancel);
    }

    public Task Stop(CancellationToken cancel) => catalogue.Close(cancel);
}
