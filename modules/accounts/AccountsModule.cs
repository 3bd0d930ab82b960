using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Accounts;

/// <summary>Tenants, organisations, users and their keys. The host brings the stores of <see cref="Stored"/> and the clock.</summary>
public static class AccountsModule
{
    public static IServiceCollection AddAccounts(this IServiceCollection services) => services
        .AddSingleton<KeyCache>()
        .AddSingleton<Welcome>()
        .AddSingleton<AudienceUpkeep>()
        .AddSingleton<KeyUses>()
        .AddSingleton<Uses>()
        .AddSingleton<Recipients>()
        .AddSingleton<ConfigurationOrder>()
        .AddSingleton<Replacements>()
        .AddSingleton<KeyResolver>()
        .Scan(scan => scan.FromAssemblies(typeof(AccountsModule).Assembly)
            .AddClasses(types => types.AssignableTo(typeof(IRequestHandler<,>)), publicOnly: false)
            .AsImplementedInterfaces().WithSingletonLifetime());
}
