using System.Collections.Immutable;
using Sharing.Stored;

namespace Host.Storage.Sharing;

internal sealed class ShareStore(Database database) : IShareStore
{
    public Task<bool> Add(StoredShare share, CancellationToken cancel) => database.Write(session => ShareRows.Insert(session, share), cancel);

    public Task<StoredShare?> Read(string tenant, string share, CancellationToken cancel) => database.Read(session => ShareRows.Read(session, tenant, share), cancel);

    public Task<StoredShare?> OfAudience(string tenant, string audience, CancellationToken cancel) =>
        database.Read(session => ShareRows.OfAudience(session, tenant, audience), cancel);

    public Task<ImmutableArray<StoredShare>> List(string tenant, CancellationToken cancel) => database.Read(session => ShareRows.List(session, tenant), cancel);

    public Task<ImmutableArray<(string Tenant, string Share)>> Busy(CancellationToken cancel) => database.Read(ShareRows.Busy, cancel);

    public Task<ImmutableArray<ShareRecipient>> Recipients(string tenant, string share, CancellationToken cancel) =>
        database.Read(session => ShareRows.Recipients(session, tenant, share), cancel);

    public Task<ShareRecipient?> Recipient(string tenant, string share, string user, CancellationToken cancel) =>
        database.Read(session => ShareRows.Recipient(session, tenant, share, user), cancel);

    public Task<ShareRecipient?> Receiver(string tenant, string audience, CancellationToken cancel) =>
        database.Read(session => ShareRows.OfReceived(session, tenant, audience), cancel);

    public Task<SharedWith?> Change(string tenant, string share, Func<SharedWith, SharedWith?> change, CancellationToken cancel) => database.Write(
        session =>
        {
            if (ShareRows.Read(session, tenant, share) is not { } held) return null;
            var before = new SharedWith(held, ShareRows.Recipients(session, tenant, share));
            if (change(before) is not { } after) return before;
            ShareRows.Update(session, after.Share);
            var kept = after.Recipients.ToDictionary(recipient => recipient.User);
            foreach (var gone in before.Recipients.Where(recipient => !kept.ContainsKey(recipient.User))) ShareRows.Delete(session, gone);
            foreach (var recipient in after.Recipients.Except(before.Recipients)) ShareRows.Write(session, recipient);
            return after;
        },
        cancel);

    public Task ChangeRecipient(string tenant, string share, string user, Func<ShareRecipient, ShareRecipient?> change, CancellationToken cancel) => database.Write(
        session =>
        {
            if (ShareRows.Recipient(session, tenant, share, user) is not { } held) return false;
            if (change(held) is not { } after) ShareRows.Delete(session, held);
            else if (after != held) ShareRows.Write(session, after);
            return true;
        },
        cancel);

    public Task<bool> Remove(string tenant, string share, CancellationToken cancel) => database.Write(session => ShareRows.Delete(session, tenant, share), cancel);

    public Task<bool> SaveSources(string tenant, string share, ImmutableArray<ShareSource> sources, CancellationToken cancel) => database.Write(
        session =>
        {
            if (ShareRows.Read(session, tenant, share) is not { } held || sources.Any(source => source.Sequence != held.State.Sequence + 1)) return false;
            foreach (var source in sources) ShareSourceRows.Write(session, tenant, share, source);
            return true;
        },
        cancel, 80 * sources.Length);

    public Task<ImmutableArray<ShareSource>> Sources(string tenant, string share, long since, Guid? after, int limit, CancellationToken cancel) =>
        database.Read(session => ShareSourceRows.Since(session, tenant, share, since, after, limit), cancel);

    public Task<int> CountSources(string tenant, string share, long since, CancellationToken cancel) =>
        database.Read(session => ShareSourceRows.Count(session, tenant, share, since), cancel);
}
