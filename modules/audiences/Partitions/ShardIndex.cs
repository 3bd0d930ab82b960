namespace Audiences.Partitions;

/// <summary>
/// The shards of each book by what their rules mention, so that a change is judged only against audiences it can affect.
/// </summary>
internal sealed class ShardIndex
{
    private static readonly IReadOnlyCollection<Shard> None = [];
    private readonly Dictionary<string, HashSet<Shard>> _byBook = [];
    private readonly Dictionary<string, HashSet<Shard>> _byProfile = [];
    private readonly Dictionary<string, HashSet<Shard>> _byAnyEvent = [];
    private readonly Dictionary<(string Book, string Event), HashSet<Shard>> _byEvent = [];

    public IReadOnlyCollection<Shard> OfBook(string book) => _byBook.GetValueOrDefault(book) ?? None;

    /// <summary>What a new message of that name can affect; null for messages that are no event.</summary>
    public IEnumerable<Shard> Affected(string book, string? eventName, bool profileChanged)
    {
        var found = new HashSet<Shard>();
        if (profileChanged && _byProfile.TryGetValue(book, out var byProfile))
            found.UnionWith(byProfile);
        if (eventName is not null && _byAnyEvent.TryGetValue(book, out var byAny))
            found.UnionWith(byAny);
        if (eventName is not null && _byEvent.TryGetValue((book, eventName), out var byEvent))
            found.UnionWith(byEvent);
        return found;
    }

    public void Add(Shard shard)
    {
        foreach (var set in Places(shard))
            set.Add(shard);
    }

    public void Remove(Shard shard)
    {
        foreach (var set in Places(shard))
            set.Remove(shard);
    }

    private IEnumerable<HashSet<Shard>> Places(Shard shard)
    {
        var book = shard.Audience.Book;
        var mentions = shard.Rule!.Mentions;
        yield return Of(_byBook, book);
        if (mentions.Profile)
            yield return Of(_byProfile, book);
        if (mentions.AnyEvent)
            yield return Of(_byAnyEvent, book);
        foreach (var name in mentions.Events)
            yield return Of(_byEvent, (book, name));
    }

    private static HashSet<Shard> Of<TKey>(Dictionary<TKey, HashSet<Shard>> places, TKey key) where TKey : notnull =>
        places.TryGetValue(key, out var set) ? set : places[key] = [];
}
