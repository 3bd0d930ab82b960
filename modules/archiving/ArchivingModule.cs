using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Archiving;

/// <summary>Conversations: who is met in them, and who, only ever in copy, is archived by rule.</summary>
public static class ArchivingModule
{
    public static IServiceCollection AddArchiving(this IServiceCollection services) => services
        .Scan(scan => scan.FromAssemblies(typeof(ArchivingModule).Assembly)
            .AddClasses(types => types.AssignableTo(typeof(IRequestHandler<,>)), publicOnly: false)
            .AsImplementedInterfaces().WithSingletonLifetime());
}
