using Host.Plugins.Calling;
using Host.Plugins.Loading;

namespace Host.Plugins;

internal static class PluginsRegistration
{
    public static IServiceCollection AddPlugins(this IServiceCollection services, PluginOptions options) => services
        .AddSingleton(options).AddSingleton(new CallPolicy())
        .AddSingleton<ConnectorHttp>().AddSingleton<PluginMeters>().AddSingleton<PluginLoader>().AddSingleton<ConnectorCatalogue>();
}
