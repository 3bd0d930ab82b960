using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Contacts;

/// <summary>Contacts and their messages. The host brings the stores of <see cref="Stored"/>, the clock and the grain engine.</summary>
public static class ContactsModule
{
    public static IServiceCollection AddContacts(this IServiceCollection services) => services
        .AddSingleton<Hints>(_ => new())
        .AddSingleton<IdentityResolver>()
        .AddSingleton<OpenPartitions>()
        .AddSingleton<RecentRings>()
        .AddSingleton<IngestMeters>()
        .AddSingleton<ContactDoor>()
        .AddSingleton<ContactParty>()
        .AddSingleton<ContactViews>()
        .AddSingleton<BookWalk>()
        .AddSingleton<AudienceWalk>()
        .AddSingleton<Timeline>()
        .AddSingleton<UpsertRun>()
        .AddSingleton<LaneCommits>()
        .AddSingleton<BulkLane>()
        .AddSingleton<CopySources>()
        .AddSingleton<CopyRun>()
        .AddSingleton<ChunkWriter>()
        .AddSingleton<ImportRun>()
        .AddSingleton<FilePreview>()
        .AddSingleton<UndoRun>()
        .AddSingleton<PullRun>()
        .AddSingleton<Departures>()
        .AddSingleton<ImportQueue>()
        .AddSingleton<ImportViews>()
        .AddSingleton<Erasing>()
        .AddSingleton<PersonErasure>()
        .AddSingleton<ActionTargets>()
        .AddSingleton<ActionOrder>()
        .AddSingleton<ActionRun>()
        .AddSingleton<JobQueue>()
        .AddSingleton<JobViews>()
        .Scan(scan => scan.FromAssemblies(typeof(ContactsModule).Assembly)
            .AddClasses(types => types.AssignableTo(typeof(IRequestHandler<,>)), publicOnly: false)
            .AsImplementedInterfaces().WithSingletonLifetime());
}
