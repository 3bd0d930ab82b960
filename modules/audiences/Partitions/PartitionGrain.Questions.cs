using System.Collections.Immutable;
using Audiences.Columns;
using Audiences.Rules;
using Contracts;

namespace Audiences.Partitions;

/// <summary>Questions that judge: what an edit would change, why somebody is in, what time will bring.</summary>
internal sealed partial class PartitionGrain
{
    // Contacts judged in one piece, between which commits go on.
    private const int LooksPerSlice = 4_096;

    public async Task<DiffPart> Diff(AudienceSpec spec, string rule, Instant at, int sample)
    {
        var (memory, shard) = await CurrentShard(spec);
        // In one piece: what is found is of one state of the book.
        var (members, meeting) = (memory.Meeting(spec.Book, shard.Rule!, at), memory.Meeting(spec.Book, rules.Of(rule, spec.Book), at));
        var (entering, leaving) = (meeting.Copy(), members.Copy());
        entering.Without(members);
        leaving.Without(meeting);
        return new DiffPart(SampleOf(memory, entering, sample), SampleOf(memory, leaving, sample));
    }

    public async Task<ExplainPart?> Explain(AudienceSpec spec, Guid contact, ImmutableDictionary<string, string> names)
    {
        var (memory, shard) = await SettledShard(spec);
        if (memory.Find(contact) is not { State: ContactState.Live } row || !row.IsIn(spec.Book))
            return null;
        var now = memory.Now;
        var since = row.Tracks[shard] is { In: true } track ? track.Since : (Instant?)null;
        var explained = Explainer.Of(shard.Rule!.Definition, row.Subject, now, CompiledRules.MeIn(spec.Book), AudienceNames.Of(names));
        var messages = row.Messages;
        var places = explained.Within.SelectMany(part => part.Events?.Newest ?? [])
            .Select(fact => (fact.Id, messages.Find(fact.Id)?.Position ?? 0)).Distinct().Where(place => place.Item2 > 0)
            .ToDictionary(place => place.Id, place => place.Item2);
        // An event that is erased from here on has no message id any more, and is not shown.
        var texts = await store.MessageIds(memory.Tenant, memory.Number, [.. places.Values.Distinct()], CancellationToken.None);
        return new ExplainPart(
            now, since, ExplainedPart.Of(explained, fact => places.TryGetValue(fact.Id, out var place) ? texts.GetValueOrDefault(place) : null));
    }

    public async Task<ForecastPart> Forecast(AudienceSpec spec, Instant from, int days)
    {
        var (memory, shard) = await CurrentShard(spec);
        var forecast = new Forecast(shard.Rule!, from, days);
        long looked = 0;
        foreach (var row in memory.LiveIn(spec.Book).ToArray())
        {
            // Commits go on between slices: who is gone by its turn is left out, who is changed counts as it is then.
            if (row.State == ContactState.Live && memory.Find(row.Contact) == row && !forecast.TryAdd(row.Subject))
                return ForecastPart.OfTooMany;
            if (forecast.Looks - looked < LooksPerSlice)
                continue;
            looked = forecast.Looks;
            await Task.Yield();
        }
        return ForecastPart.Of(forecast);
    }

    private static PreviewPart SampleOf(PartitionMemory memory, SlotSet found, int most)
    {
        var sample = ImmutableArray.CreateBuilder<Guid>();
        foreach (var slot in found)
        {
            if (sample.Count == most)
                break;
            sample.Add(memory.Rows[slot].Contact);
        }
        return new PreviewPart(found.Count, sample.ToImmutable());
    }
}
