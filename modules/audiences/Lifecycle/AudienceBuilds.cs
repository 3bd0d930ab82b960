using System.Collections.Concurrent;
using Audiences.Partitions;
using Audiences.Stored;
using Contracts;
using Microsoft.Extensions.Logging;
using Orleans;

namespace Audiences.Lifecycle;

/// <summary>
/// Drives the audience protocol: every partition builds, then the audience's row says that the build serves, then every
/// partition switches; then the audiences that refer to it are built anew. Each step may be repeated; a crash between any
/// two is finished by <see cref="Bring"/> at the next start.
/// </summary>
internal sealed partial class AudienceBuilds(
    IGrainFactory grains, IPartitionStore partitions, IAudienceStore audiences, Inliner inliner, BusinessClock clock,
    ILogger<AudienceBuilds> log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    // Pauses after which a partition that is still not ready will find out by itself, from the store, when it is.
    private const int PatienceWithDrop = 300;

    private readonly ConcurrentDictionary<(string Tenant, string Id), Task> _running = [];

    /// <summary>
    /// Completes when what the audience's row says is in force everywhere. It goes on when the caller stops waiting; callers
    /// that come while it runs start it once more after it, because the row may have changed since.
    /// </summary>
    public Task Bring(string tenant, string id)
    {
        var key = (tenant, id);
        return _running.AddOrUpdate(key, _ => Run(key, Task.CompletedTask), (_, before) => Run(key, before));
    }

    /// <summary>Starts to finish what a crash interrupted. Nobody waits for it: partitions may have to be revived meanwhile.</summary>
    public async Task Resume(string tenant, CancellationToken cancel)
    {
        var all = await audiences.All(tenant, cancel);
        foreach (var state in all.Where(state => state.Building is not null || IsOutdated(state, all)))
            _ = Bring(tenant, state.Id);
    }

    /// <summary>A build that inlined another audience's build which no longer is the latest, or is gone, or that an older program made without pins.</summary>
    private static bool IsOutdated(AudienceState state, TenantAudiences all) =>
        (state.Building ?? state.Serving) is { } build
        && (build.Uses.Any(used => all.Find(used.Key) is not { } other || (other.Serving is { } serving && serving.Number > used.Value))
            || (!state.Barred && PinOrders.PinsOf(state.Kind, state.Id) is not null && Inliner.Parse(build.Rule).Pins is null));

    private async Task Run((string Tenant, string Id) key, Task before)
    {
        await before;
        while (true)
        {
            try
            {
                await BringOnce(key.Tenant, key.Id);
                return;
            }
            catch (PartitionNotReadyException)
            {
                await Task.Delay(Pause);
            }
            catch (Exception failure)
            {
                LogFailed(key.Tenant, key.Id, failure.GetType().FullName!, failure.StackTrace);
                await Task.Delay(AfterFailure);
            }
        }
    }

    private async Task BringOnce(string tenant, string id)
    {
        var grain = grains.GetGrain<IAudienceGrain>(GrainKeys.Audience(tenant, id));
        if (await grain.Read() is not { } state)
            return;
        await RebuildWhenOutdated(tenant, grain, state);
        state = await grain.Read() ?? state;
        await Reconcile(tenant, AudienceSpec.Of(state));
        if (state.Building is { } building && await grain.Complete(building.Number) is { } serving)
            await Reconcile(tenant, AudienceSpec.Of(serving));
        await BringReferrers(tenant, id);
    }

    private async Task BringReferrers(string tenant, string id)
    {
        var all = await audiences.All(tenant, CancellationToken.None);
        foreach (var other in all.UsersOf(id).Where(other => IsOutdated(other, all)))
            await Bring(tenant, other.Id);
    }

    private async Task RebuildWhenOutdated(string tenant, IAudienceGrain grain, AudienceState state)
    {
        var all = await audiences.All(tenant, CancellationToken.None);
        if (IsOutdated(state, all))
            await grain.Rebuild(inliner.Inline(state, all), clock.Now);
    }

    /// <summary>Tells every partition that the audience is gone.</summary>
    public async Task Drop(string tenant, AudienceState deleted)
    {
        for (var pauses = 0; pauses < PatienceWithDrop; pauses++)
        {
            try
            {
                await Reconcile(tenant, AudienceSpec.Of(deleted));
                await BringReferrers(tenant, deleted.Id);
                return;
            }
            catch (PartitionNotReadyException)
            {
                await Task.Delay(Pause);
            }
        }
    }

    private async Task Reconcile(string tenant, AudienceSpec spec)
    {
        var numbers = await partitions.Partitions(tenant, CancellationToken.None);
        await Task.WhenAll(numbers.Select(number =>
            grains.GetGrain<IPartitionShardGrain>(GrainKeys.Partition(tenant, number)).Reconcile(spec)));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Audience {Tenant}/{Id} could not be built; it is tried again: {Failure} {Stack}")]
    private partial void LogFailed(string tenant, string id, string failure, string? stack);
}
