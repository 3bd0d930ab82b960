using System.Collections.Immutable;
using Sharing.Stored;

namespace Tests.Sharing.Shares;

/// <summary>The store in memory. Before and after each write something may go wrong: a crash comes between any two lines.</summary>
internal sealed class MemoryShareStore(Action step) : IShareStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, StoredShare> shares = [];
    private readonly Dictionary<(string Share, string User), ShareRecipient> recipients = [];
    private readonly Dictionary<(string Share, Guid Source), ShareSource> sources = [];

    public Task<bool> Add(StoredShare share, CancellationToken cancel) =>
        Write(() => shares.Values.All(held => held.Audience != share.Audience) && shares.TryAdd(share.Id, share));

    public Task<StoredShare?> Read(string tenant, string share, CancellationToken cancel) => Ask(() => shares.GetValueOrDefault(share));

    public Task<StoredShare?> OfAudience(string tenant, string audience, CancellationToken cancel) =>
        Ask(() => shares.Values.FirstOrDefault(share => share.Audience == audience));

    public Task<ImmutableArray<StoredShare>> List(string tenant, CancellationToken cancel) => Ask(() => shares.Values.ToImmutableArray());

    public Task<ImmutableArray<(string Tenant, string Share)>> Busy(CancellationToken cancel) => throw new NotSupportedException("Tests run shares themselves.");

    public Task<ImmutableArray<ShareRecipient>> Recipients(string tenant, string share, CancellationToken cancel) => Ask(() => RecipientsOf(share));

    public Task<ShareRecipient?> Recipient(string tenant, string share, string user, CancellationToken cancel) =>
        Ask(() => recipients.GetValueOrDefault((share, user)));

    public Task<ShareRecipient?> Receiver(string tenant, string audience, CancellationToken cancel) =>
        Ask(() => recipients.Values.FirstOrDefault(recipient => recipient.Audience == audience));

    public Task<SharedWith?> Change(string tenant, string share, Func<SharedWith, SharedWith?> change, CancellationToken cancel) => Write(() =>
    {
        if (!shares.TryGetValue(share, out var held)) return null;
        var before = new SharedWith(held, RecipientsOf(share));
        if (change(before) is not { } after) return before;
        shares[share] = after.Share;
        foreach (var recipient in before.Recipients) recipients.Remove((share, recipient.User));
        foreach (var recipient in after.Recipients) recipients[(share, recipient.User)] = recipient;
        return after;
    });

    public Task ChangeRecipient(string tenant, string share, string user, Func<ShareRecipient, ShareRecipient?> change, CancellationToken cancel) => Write(() =>
    {
        if (!recipients.TryGetValue((share, user), out var held)) return false;
        if (change(held) is { } after) recipients[(share, user)] = after;
        else recipients.Remove((share, user));
        return true;
    });

    public Task<bool> Remove(string tenant, string share, CancellationToken cancel) => Write(() =>
    {
        if (shares.GetValueOrDefault(share)?.State.Status != ShareStatus.Ending || !RecipientsOf(share).IsEmpty) return false;
        foreach (var source in sources.Keys.Where(source => source.Share == share).ToArray()) sources.Remove(source);
        return shares.Remove(share);
    });

    public Task<bool> SaveSources(string tenant, string share, ImmutableArray<ShareSource> saved, CancellationToken cancel) => Write(() =>
    {
        if (!shares.TryGetValue(share, out var held) || saved.Any(source => source.Sequence != held.State.Sequence + 1)) return false;
        foreach (var source in saved) sources[(share, source.Source)] = source;
        return true;
    });

    public Task<ImmutableArray<ShareSource>> Sources(string tenant, string share, long since, Guid? after, int limit, CancellationToken cancel) =>
        Ask<ImmutableArray<ShareSource>>(() => [.. Since(share, since).Where(source => source.Source.CompareTo(after ?? Guid.Empty) > 0).Take(limit)]);

    public Task<int> CountSources(string tenant, string share, long since, CancellationToken cancel) => Ask(() => Since(share, since).Count());

    private IEnumerable<ShareSource> Since(string share, long since) =>
        sources.Where(held => held.Key.Share == share && held.Value.Sequence > since).Select(held => held.Value).OrderBy(source => source.Source);

    private ImmutableArray<ShareRecipient> RecipientsOf(string share) =>
        [.. recipients.Values.Where(recipient => recipient.Share == share).OrderBy(recipient => recipient.User, StringComparer.Ordinal)];

    private Task<T> Write<T>(Func<T> write)
    {
        step();
        T done;
        lock (gate) done = write();
        step();
        return Task.FromResult(done);
    }

    private Task<T> Ask<T>(Func<T> read)
    {
        lock (gate) return Task.FromResult(read());
    }
}
