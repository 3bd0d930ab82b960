using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using Accounts;
using Audiences;
using Audiences.Lifecycle;
using Audiences.Stored;
using Contacts;
using Contracts;
using Host;
using Host.Clock;
using Host.Start;
using Host.Storage;
using MediatR;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans;

namespace Benchmarks;

/// <summary>The modules on their store, in this process, with so many active audiences. Their owner may have any number.</summary>
internal sealed class CatalogueWorld : IAsyncDisposable
{
    private const int Contacts = 500;
    private const int Connections = 16;
    private static readonly Principal Shop = new("main", "shop", null, null, "book", Scopes.Ingest | Scopes.Read | Scopes.Write, false, "key");

    private readonly string folder = Directory.CreateTempSubdirectory("audiences-benchmark-").FullName;
    private readonly ServiceProvider services;
    private readonly CatalogueTraffic traffic = new(Contacts);

    private CatalogueWorld(int size)
    {
        Size = size;
        var engine = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).AddSingleton<Readiness>().AddClock(manual: false).AddSqliteStorage(folder);
        engine.AddSingleton<IMediator>(provider => new Mediator(provider.GetRequiredService));
        engine.AddAccounts().AddAudiences(AudienceLimits.Default).AddContacts();
        Engine.Add(engine, new ConfigurationBuilder().Build(), typeof(AudiencesModule).Assembly, typeof(ContactsModule).Assembly);
        services = engine.BuildServiceProvider();
    }

    public int Size { get; }

    /// <summary>How many audiences a contact is in.</summary>
    public int Memberships { get; private set; }

    public static async Task<CatalogueWorld> Open(int size, bool sameEvent)
    {
        var (world, watch) = (new CatalogueWorld(size), Stopwatch.StartNew());
        await world.services.GetRequiredService<Database>().Open(CancellationToken.None);
        await world.services.GetRequiredService<Engine>().Start(CancellationToken.None);
        await Parallel.ForAsync(0, size, async (number, _) => await world.Activate(number, CatalogueAudiences.Definition(number, size, sameEvent)));
        await world.services.GetRequiredService<IPartitionStore>().Partitions(Shop.Tenant, CancellationToken.None);
        while (!await world.Door.Send(new KeepPartitions()))
            await Task.Delay(100);
        await world.Send(world.traffic.Everybody());
        var first = await world.Door.Send(new ResolveContact(Shop, "externalId:user-0"));
        world.Memberships = (await world.Door.Send(new ListAudiencesOfContact(Shop, first))).Count;
        Console.WriteLine($"  {size:N0} audiences in force after {watch.Elapsed.TotalSeconds:N0} s");
        return world;
    }

    public List<byte[]> Batches(int events) => traffic.Batches(events);

    /// <summary>Returns when all is durable and every audience follows.</summary>
    public Task Send(List<byte[]> batches) => Parallel.ForEachAsync(
        batches, new ParallelOptions { MaxDegreeOfParallelism = Connections },
        async (batch, _) =>
        {
            using var body = JsonDocument.Parse(batch);
            var reports = await Door.Send(new IngestMessages(Shop, body.RootElement, null), CancellationToken.None);
            if (reports.FirstOrDefault(report => report.Reason is not null) is { } refused)
                throw new InvalidOperationException($"An event was not taken: {refused}");
        });

    public async ValueTask DisposeAsync()
    {
        await services.GetRequiredService<Engine>().Stop(CancellationToken.None);
        await services.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private IMediator Door => services.GetRequiredService<IMediator>();

    /// <summary>As an order would, without a look at all others each time; the partitions judge it when they are opened.</summary>
    private async Task Activate(int number, string definition)
    {
        var id = $"{number:x32}";
        var grain = services.GetRequiredService<IGrainFactory>().GetGrain<IAudienceGrain>(GrainKeys.Audience(Shop.Tenant, id));
        var now = services.GetRequiredService<BusinessClock>().Now;
        await grain.Create(new AudienceDraft(
            $"Audience {number}", null, "organisation", Shop.Book, $"organisation:{Shop.Organisation}", Shop.Name, now, definition,
            new Inliner().Inline(definition, ImmutableArray<AudienceState>.Empty, new JudgedAs(id, null))));
        await grain.SetStatus("active", now);
        await grain.Complete(1);
    }
}
