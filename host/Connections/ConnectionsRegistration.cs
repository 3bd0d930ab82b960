using Contacts.Stored;
using Host.Egress;
using Microsoft.AspNetCore.DataProtection;
using Sharing.Stored;

namespace Host.Connections;

internal static class ConnectionsRegistration
{
    /// <param name="dataFolder">Its keys are kept in there: a copy of the data without them cannot read any connection's secrets.</param>
    public static IServiceCollection AddConnections(this IServiceCollection services, string dataFolder)
    {
        services.AddDataProtection().SetApplicationName("audiences").PersistKeysToFileSystem(new(Path.Combine(dataFolder, "keys")));
        return services
            .AddSingleton<CallJournal>().AddSingleton<ICallJournal>(provider => provider.GetRequiredService<CallJournal>())
            .AddSingleton<ISettingsSeal, SettingsSeal>()
            .AddSingleton<IMark, InstallationMark>()
            .AddSingleton<ITokenEndpoint, TokenEndpoint>()
            .AddSingleton<PluginConnectors>().AddSingleton<IConnectors>(provider => provider.GetRequiredService<PluginConnectors>())
            .AddSingleton<IContactSources, PluginSources>();
    }
}
