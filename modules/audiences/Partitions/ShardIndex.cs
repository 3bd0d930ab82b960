using System.Collections.Frozen;
using Audiences.Rules;
using Contracts;

namespace Audiences.Partitions;

/// <summary>
/// The shards of each book by what their rules mention, so that a change is judged only against audiences it can affect.
/// </summary>
internal sealed class ShardIndex
{
    private const int MostTracks = 1_024;
    private static readonly IReadOnlyCollection<Shard> None = [];
    private readonly Dictionary<string, HashSet<Shard>> _byBook = [];
    private readonly Dictionary<string, HashSet<Shard>> _byAnyEvent = [];
    private readonly Dictionary<(string Book, string Field), HashSet<Shard>> _byField = [];
    private readonly Dictionary<(string Book, string Event), HashSet<Shard>> _byEvent = [];

    private readonly Dictionary<(string Book, string Event), Shard[]> _byTrack = [];

    public IReadOnlyCollection<Shard> OfBook(string book) => _byBook.GetValueOrDefault(book) ?? None;

    /// <summary>What a change of those fields and this event can move.</summary>
    public IReadOnlyCollection<Shard> Affected(string book, IReadOnlySet<string>? changedFields, EventFact? happened)
    {
        if (changedFields is not null || happened is not { Kind: StepKind.Track, Active: true })
            return Find(book, changedFields, happened);
        // Nearly every change is one event and nothing else.
        if (_byTrack.TryGetValue((book, happened.Name), out var known))
            return known;
        if (_byTrack.Count >= MostTracks)
            _byTrack.Clear();
        return _byTrack[(book, happened.Name)] = [.. Find(book, null, happened)];
    }

    private HashSet<Shard> Find(string book, IReadOnlySet<string>? changedFields, EventFact? happened)
    {
        var found = new HashSet<Shard>();
        foreach (var field in changedFields ?? FrozenSet<string>.Empty)
            if (_byField.TryGetValue((book, field), out var byField))
                found.UnionWith(byField);
        if (happened is { Active: true } && _byAnyEvent.TryGetValue(book, out var byAnyEvent))
            found.UnionWith(byAnyEvent);
        if (happened is { Kind: StepKind.Track } && _byEvent.TryGetValue((book, happened.Name), out var byEvent))
            found.UnionWith(byEvent);
        return found;
    }

    public void Add(Shard shard)
    {
        _byTrack.Clear();
        foreach (var set in Places(shard))
            set.Add(shard);
    }

    public void Remove(Shard shard)
    {
        _byTrack.Clear();
        foreach (var set in Places(shard))
            set.Remove(shard);
    }

    private IEnumerable<HashSet<Shard>> Places(Shard shard)
    {
        var book = shard.Audience.Book;
        var mentions = shard.Rule!.Mentions;
        yield return Of(_byBook, book);
        if (mentions.AnyEvent)
            yield return Of(_byAnyEvent, book);
        foreach (var field in mentions.Fields)
            yield return Of(_byField, (book, field));
        foreach (var name in mentions.Events)
            yield return Of(_byEvent, (book, name));
    }

    private static HashSet<Shard> Of<TKey>(Dictionary<TKey, HashSet<Shard>> places, TKey key) where TKey : notnull =>
        places.TryGetValue(key, out var set) ? set : places[key] = [];
}
