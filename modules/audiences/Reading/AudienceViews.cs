using System.Collections.Immutable;
using System.Text.Json;
using Audiences.Lifecycle;
using Audiences.Partitions;
using Audiences.Rules;
using Audiences.Stored;
using Contracts;
using MediatR;

namespace Audiences.Reading;

/// <summary>An audience as the API shows it, counted now.</summary>
internal sealed class AudienceViews(AllPartitions partitions, AudienceAccess access, IMediator mediator, BusinessClock clock)
{
    private const int MostAttempts = 10;

    public async Task<AudienceView> Of(Principal principal, AudienceState state) =>
        await Of(principal, state, await access.NamesIn(principal, Inliner.Parse(Shown(state).Definition), CancellationToken.None));

    private async Task<AudienceView> Of(Principal principal, AudienceState state, AudienceNames audiences)
    {
        var version = Shown(state);
        return new AudienceView(
            state.Id, state.Key, state.Name, state.Description, state.Kind, state.Book, state.Owner, state.Origin, state.Status,
            version.Number, JsonElement.Parse(version.Definition), Sentence.Of(Inliner.Parse(version.Definition), audiences), await Size(principal, state),
            state.Status == "active", [], Building(state), state.CreatedAt, state.CreatedBy, state.UpdatedAt, state.Revision,
            Books.TeamOf(state.Book) is { } team ? await mediator.Send(new TeamName(principal.Tenant, team)) : null);
    }

    /// <summary>Null when it was deleted since it was listed.</summary>
    public async Task<AudienceView?> Find(Principal principal, AudienceState state, AudienceNames audiences)
    {
        try
        {
            return await Of(principal, state, audiences);
        }
        catch (Refusal refusal) when (refusal.Status == 404)
        {
            return null;
        }
    }

    /// <summary>The version that answers; of one that never served, the newest.</summary>
    private static AudienceVersion Shown(AudienceState state) =>
        AudienceVersions.Find(state, state.Serving?.Version ?? state.Versions[^1].Number);

    /// <summary>As <see cref="OfServing"/>, for what tells of single contacts of the book.</summary>
    public async Task<(AudienceState State, T[] Parts)> OfBook<T>(
        Principal principal, string id, Func<IPartitionShardGrain, AudienceSpec, Task<T>> ask)
    {
        await access.FindWithBook(principal, id);
        return await OfServing(principal, id, ask);
    }

    private async Task<AudienceSize> Size(Principal principal, AudienceState state)
    {
        if (state.Serving is null)
            return new AudienceSize("pending", null, clock.Now);
        try
        {
            var counts = await OfServing(principal, state.Id, (partition, spec) => partition.Count(spec));
            return new AudienceSize("exact", counts.Parts.Sum(part => part.Count), clock.Now);
        }
        catch (PartitionNotReadyException)
        {
            return new AudienceSize("pending", null, clock.Now);
        }
    }

    /// <summary>
    /// Asks every partition about the build that serves; when it is superseded meanwhile, reads the audience again and asks
    /// again, so that all parts of an answer are of one build.
    /// </summary>
    public async Task<(AudienceState State, T[] Parts)> OfServing<T>(
        Principal principal, string id, Func<IPartitionShardGrain, AudienceSpec, Task<T>> ask)
    {
        var (states, parts) = await OfAllServing(principal, [id], (partition, specs) => ask(partition, specs[0]));
        return (states[0], parts);
    }

    /// <summary>The same of several audiences.</summary>
    public async Task<(AudienceState[] States, T[] Parts)> OfAllServing<T>(
        Principal principal, IReadOnlyList<string> ids, Func<IPartitionShardGrain, ImmutableArray<AudienceSpec>, Task<T>> ask)
    {
        for (var attempt = 0; ; attempt++)
        {
            var states = await Task.WhenAll(ids.Select(id => access.Find(principal, id)));
            if (states.Any(state => state.Serving is null))
                throw new Refusal(503, "pending", "The audience is being built for the first time.") { RetryAfter = 1 };
            ImmutableArray<AudienceSpec> specs = [.. states.Select(AudienceSpec.Of)];
            try
            {
                var parts = (await partitions.Of(principal.Tenant, CancellationToken.None)).Select(partition => ask(partition, specs));
                return (states, await Task.WhenAll(parts));
            }
            catch (SupersededException)
            {
                // Read again: the next build serves by now.
                if (attempt == MostAttempts)
                    throw Refusal.NotReady();
            }
        }
    }

    private static AudienceBuilding? Building(AudienceState state) =>
        state.Building is { } building && (state.Serving is null || building.Version != state.Serving.Version)
            ? new AudienceBuilding(building.Version, 0)
            : null;
}
