using System.Text.Json;
using Audiences.Lifecycle;
using Audiences.Partitions;
using Audiences.Rules;
using Contracts;

namespace Audiences.Reading;

/// <summary>Whom a definition meets that is not saved.</summary>
/// <param name="machine">The system's clock: how long somebody waits is not business time.</param>
internal sealed class AudiencePreviews(
    AllPartitions partitions, DefinitionCheck check, AudienceWarnings warnings, AudienceLimits limits, BusinessClock clock, TimeProvider machine)
{
    private const int SampleSize = 10;

    // What is pending for longer is said to be.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1), Pause = TimeSpan.FromMilliseconds(20);

    private static readonly HashSet<string> Known = ["definition", "book", "kind", "audience"];

    public async Task<PreviewView> Of(Principal principal, JsonElement body, CancellationToken cancel)
    {
        AudienceBody.RefuseUnknown(body, "", Known);
        var definition = AudienceBody.ReadDefinition(body, limits);
        var use = await check.UseIn(principal, body);
        var (checking, listing) = (check.Require(principal, definition, use, cancel), partitions.Of(principal.Tenant, cancel));
        await Task.WhenAll(checking, listing);
        var (fit, all) = (await checking, await listing);
        var counting = Task.WhenAll(all.Select(partition => Part(partition, use.Book, fit.Inlined.Rule, cancel)));
        var warning = MayBePending(fit.Definition) ? null : Warnings();
        var parts = await counting;
        if (parts.Any(part => part.Held is not null))
            return new PreviewView(null, clock.Now, [], []) { Pending = new PreviewPending(parts.Average(part => part.Held ?? 1)) };
        return new PreviewView(
            parts.Sum(part => part.Count), clock.Now, [.. parts.SelectMany(part => part.Sample).Take(SampleSize)], await (warning ?? Warnings()));

        // Beside the counting: who moves a slider waits for that, and the warnings are there by then.
        Task<IReadOnlyList<string>> Warnings() => warnings.Among(all, principal, use.Book, fit.Definition, fit.Visible, cancel);
    }

    /// <summary>Something may have to be taken in first, which warnings would look for in each event.</summary>
    private static bool MayBePending(Definition definition) => definition.Nodes.Any(node => node is
        Reference or EventCondition { Where.Count: > 0 } or EventCondition { IsPage: true, Event.Length: > 0 });

    private async Task<PreviewPart> Part(IPartitionShardGrain partition, string book, string rule, CancellationToken cancel)
    {
        for (var since = machine.GetTimestamp(); ; await Task.Delay(Pause, machine, cancel))
        {
            var part = await partition.Preview(book, rule, SampleSize);
            if (part.Held is null || machine.GetElapsedTime(since) > Patience)
                return part;
        }
    }
}
