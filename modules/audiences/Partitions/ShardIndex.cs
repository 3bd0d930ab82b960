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
    private readonly Dictionary<(string Book, bool IsPage, string Name), NamedEventShards> _byEvent = [];

    private readonly Dictionary<(string Book, string Event), Shard[]> _byTrack = [];

    public IReadOnlyCollection<Shard> OfBook(string book) => _byBook.GetValueOrDefault(book) ?? None;

    /// <summary>What a change of those fields and this event can move.</summary>
    /// <param name="before">What had happened before it.</param>
    public IReadOnlyCollection<Shard> Affected(string book, IReadOnlySet<string>? changedFields, EventFact? happened, EventHistory before)
    {
        // Nearly every change is one event and nothing else.
        IReadOnlyCollection<Shard> found = changedFields is null && happened is { Kind: StepKind.Track, Active: true }
            ? OfTrack(book, happened)
            : Find(book, changedFields, happened);
        if (happened is null)
            return found;
        var moved = _byAgent.GetValueOrDefault(book) is { Count: > 0 } agents && before.IsMovedTo(happened) ? agents : None;
        var seeking = new HashSet<Shard>();
        foreach (var named in Named(book, happened))
            named.FindSeeking(happened, seeking);
        return seeking.Count + moved.Count == 0 ? found : [.. found.Union(seeking).Union(moved)];
    }

    /// <summary>Those that ask for the event whatever its properties are.</summary>
    private Shard[] OfTrack(string book, EventFact happened)
    {
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
        if (happened is null)
            return found;
        if (_byAnyEvent.TryGetValue(book, out var byAnyEvent))
            found.UnionWith(byAnyEvent);
        if (happened.Active && _bySeen.TryGetValue(book, out var bySeen))
            found.UnionWith(bySeen);
        foreach (var named in Named(book, happened))
            found.UnionWith(named.Any);
        return found;
    }

    private IEnumerable<NamedEventShards> Named(string book, EventFact happened)
    {
        var isPage = happened.Kind != StepKind.Track;
        foreach (var name in isPage ? Mentions.NamesOf(happened) : [happened.Name])
            if (_byEvent.TryGetValue((book, isPage, name), out var named))
                yield return named;
    }

    public void Add(Shard shard)
    {
        _byTrack.Clear();
        foreach (var set in Places(shard))
            set.Add(shard);
        foreach (var mentioned in shard.Rule!.Mentions.Events)
            Of(_byEvent, (shard.Audience.Book, mentioned.IsPage, mentioned.Name)).Add(shard, mentioned.Sought);
    }

    public void Remove(Shard shard)
    {
        _byTrack.Clear();
        foreach (var set in Places(shard))
            set.Remove(shard);
        foreach (var mentioned in shard.Rule!.Mentions.Events)
            Of(_byEvent, (shard.Audience.Book, mentioned.IsPage, mentioned.Name)).Remove(shard, mentioned.Sought);
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
        foreach (var field in mentions.Fields)
            yield return Of(_byField, (book, field));
    }

    private static TPlace Of<TKey, TPlace>(Dictionary<TKey, TPlace> places, TKey key) where TKey : notnull where TPlace : new() =>
        places.TryGetValue(key, out var place) ? place : places[key] = new TPlace();
}
