using Audiences.Lifecycle;
using Audiences.Partitions;
using Audiences.Reading;
using Contracts;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Audiences;

/// <summary>Definitions, partitions, membership and time.</summary>
public static class AudiencesModule
{
    public static IServiceCollection AddAudiences(this IServiceCollection services, AudienceLimits limits) => services
        .AddSingleton(limits)
        .AddSingleton<CompiledRules>()
        .AddSingleton<BuildTurns>()
        .AddSingleton<LoadTurns>()
        .AddSingleton<ChunkSaving>()
        .AddSingleton<MembershipSignal>()
        .AddSingleton<PartitionMeters>()
        .AddSingleton<AllPartitions>()
        .AddSingleton<LogRetention>()
        .AddSingleton<Inliner>()
        .AddSingleton<AudienceAccess>()
        .AddSingleton<AudienceBuilds>()
        .AddSingleton<DefinitionCheck>()
        .AddSingleton<AudienceOrders>()
        .AddSingleton<PinOrders>()
        .AddSingleton<LastImports>()
        .AddSingleton<SystemAudienceMaker>()
        .AddSingleton<DefaultAudiences>()
        .AddSingleton<TeamAudiences>()
        .AddSingleton<ManagedAudiences>()
        .AddSingleton<ReceivedAudiences>()
        .AddSingleton<AccessReview>()
        .AddSingleton<AudienceViews>()
        .AddSingleton<AudienceWarnings>()
        .AddSingleton<AudienceQuestions>()
        .AddSingleton<AudiencePreviews>()
        .AddSingleton<PastMembers>()
        .AddSingleton<FacetQuestions>()
        .Scan(scan => scan.FromAssemblies(typeof(AudiencesModule).Assembly)
            .AddClasses(classes => classes.AssignableTo(typeof(IRequestHandler<,>)), publicOnly: false)
            .AsImplementedInterfaces()
            .WithTransientLifetime());
}
