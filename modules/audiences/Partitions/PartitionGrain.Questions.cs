using System.Collections.Immutable;
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
        var edited = rules.Of(rule, spec.Book);
        var entering = new Sample(sample);
        var leaving = new Sample(sample);
        // In one piece: what is found is of one state of the book.
        foreach (var row in memory.LiveIn(spec.Book))
        {
            var isIn = Rule.Evaluate(shard.Rule!, row.Subject, at).Holds;
            if (Rule.Evaluate(edited, row.Subject, at).Holds != isIn)
                (isIn ? leaving : entering).Add(row.Contact);
        }
        return new DiffPart(entering.ToPart(), leaving.ToPart());
    }

    public async Task<ExplainPart?> Explain(AudienceSpec spec, Guid contact, ImmutableDictionary<string, string> names)
    {
        var (memory, shard) = await SettledShard(spec);
        if (memory.Find(contact) is not { State: ContactState.Live } row || !row.IsIn(spec.Book))
            return null;
        var now = memory.Now;
        var since = row.Tracks[shard] is { In: true } track ? track.Since : (Instant?)null;
        var explained = Explainer.Of(shard.Rule!.Definition, row.Subject, now, CompiledRules.MeIn(spec.Book), AudienceNames.Of(names));
        var places = explained.Within.SelectMany(part => part.Events?.Newest ?? [])
            .Select(fact => (fact.Id, row.Messages.Find(fact.Id)?.Position ?? 0)).Distinct().Where(place => place.Item2 > 0)
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
        // Taken in one piece, because commits change the rows between slices; what is taken never changes.
        var subjects = memory.LiveIn(spec.Book).Select(row => row.Subject).ToArray();
        long looked = 0;
        foreach (var subject in subjects)
        {
            if (!forecast.TryAdd(subject))
                return ForecastPart.OfTooMany;
            if (forecast.Looks - looked < LooksPerSlice)
                continue;
            looked = forecast.Looks;
            await Task.Yield();
        }
        return ForecastPart.Of(forecast);
    }

    private sealed class Sample(int most)
    {
        private readonly ImmutableArray<Guid>.Builder _found = ImmutableArray.CreateBuilder<Guid>();
        private int _count;

        public void Add(Guid contact)
        {
            if (_count++ < most)
                _found.Add(contact);
        }

        public PreviewPart ToPart() => new(_count, _found.ToImmutable());
    }
}
