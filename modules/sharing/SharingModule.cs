using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Sharing;

/// <summary>Connections to outside systems, audiences that are kept equal there, and messages that go out. The host brings the stores and the connectors of <see cref="Stored"/>.</summary>
public static class SharingModule
{
    public static IServiceCollection AddSharing(this IServiceCollection services) => services
        .AddSingleton<ConnectionAccess>()
        .AddSingleton<OAuthTokens>()
        .AddSingleton<MailConsent>()
        .AddSingleton<UnsubscribeToken>()
        .AddSingleton<MessageIds>()
        .AddSingleton<OutgoingEmail>()
        .AddSingleton<MailEffects>()
        .AddSingleton<SyncAccess>()
        .AddSingleton<SyncBatches>()
        .AddSingleton<SyncRun>()
        .AddSingleton<SyncQueue>()
        .AddSingleton<SyncWishes>()
        .AddSingleton<OutsideUses>()
        .AddSingleton<ManagedRecipients>()
        .AddSingleton<ManagedLook>()
        .AddSingleton<ManagedStops>()
        .AddSingleton<ManagedRound>()
        .AddSingleton<ManagedKeeper>()
        .AddSingleton<ManagedAccess>()
        .Scan(scan => scan.FromAssemblies(typeof(SharingModule).Assembly)
            .AddClasses(types => types.AssignableTo(typeof(IRequestHandler<,>)), publicOnly: false)
            .AsImplementedInterfaces().WithSingletonLifetime());
}
