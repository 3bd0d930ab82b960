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
    private readonly Dictionary<string, HashSet<Shard>> _bySeen = [];
    private readonly Dictionary<string, HashSet<Shard>> _byAnyEvent = [];
    private readonly Dictionary<string, HashSet<Shard>> _byAgent = [];
    private readonly Dictionary<(string Book, string Field), HashSet<Shard>> _byField = [];
    private readonly Dictionary<(string Book, string Event), HashSet<Shard>> _byEvent = [];
    private readonly Dictionary<(string Book, string Page), HashSet<Shard>> _byPage = [];

    private readonly Dictionary<(string Book, string Event), Shard[]> _byTrack = [];

    public IReadOnlyCollection<Shard> OfBook(string book) => _byBook.GetValueOrDefault(book) ?? None;

    /// <summary>What a change of those fields and this event can move.</summary>
    /// <param name="before">What had happened before it.</param>
    public IReadOnlyCollection<Shard> Affected(string book, IReadOnlySet<string>? changedFields, EventFact? happened, EventHistory before)
    {
        var moves = happened is not null && _byAgent.GetValueOrDefault(book) is { Count: > 0 } && before.IsMovedTo(happened);
        if (moves)
            return [.. Find(book, changedFields, happened).Union(_byAgent[book])];
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
        if (happened is not null)
            Find(book, happened, found);
        return found;
    }

    private void Find(string book, EventFact happened, HashSet<Shard> found)
    {
        if (_byAnyEvent.TryGetValue(book, out var byAnyEvent))
            found.UnionWith(byAnyEvent);
        if (happened.Active && _bySeen.TryGetValue(book, out var bySeen))
            found.UnionWith(bySeen);
        if (happened.Kind == StepKind.Track)
        {
            if (_byEvent.TryGetValue((book, happened.Name), out var byEvent))
                found.UnionWith(byEvent);
        }
        else if (_byPage.Count > 0)
        {
            foreach (var name in Mentions.NamesOf(happened))
                if (_byPage.TryGetValue((book, name), out var byPage))
                    found.UnionWith(byPage);
        }
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
        if (mentions.Seen)
            yield return Of(_bySeen, book);
        if (mentions.AnyEvent)
            yield return Of(_byAnyEvent, book);
        if (mentions.Agent)
            yield return Of(_byAgent, book);
        foreach (var page in mentions.Pages)
            yield return Of(_byPage, (book, page));
        foreach (var field in mentions.Fields)
            yield return Of(_byField, (book, field));
        foreach (var name in mentions.Events)
            yield return Of(_byEvent, (book, name));
    }

    private static HashSet<Shard> Of<TKey>(Dictionary<TKey, HashSet<Shard>> places, TKey key) where TKey : notnull =>
        places.TryGetValue(key, out var set) ? set : places[key] = [];
}
