using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Sharing;

/// <summary>Audiences shared with their contacts, connections to outside systems, audiences that are kept equal there, and messages that go out. The host brings the stores and the connectors of <see cref="Stored"/>.</summary>
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
        .AddSingleton<ShareAccess>()
        .AddSingleton<ShareWatch>()
        .AddSingleton<CopyPass>()
        .AddSingleton<SharePreviews>()
        .AddSingleton<ShareOrders>()
        .AddSingleton<ShareViews>()
        .AddSingleton<RecipientRun>()
        .AddSingleton<ShareRun>()
        .AddSingleton<ShareQueue>()
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
