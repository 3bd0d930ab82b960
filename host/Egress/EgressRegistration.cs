namespace Host.Egress;

internal static class EgressRegistration
{
    public static IServiceCollection AddEgress(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(EgressRules.Read(configuration))
        .AddSingleton(EgressLimits.Default)
        .AddSingleton<IResolver, SystemResolver>()
        .AddSingleton(provider => new EgressClients(
            provider.GetRequiredService<EgressRules>(), provider.GetRequiredService<IResolver>(), provider.GetRequiredService<ICallJournal>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<EgressLimits>()));
}
