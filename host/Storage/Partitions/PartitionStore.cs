using System.Collections.Immutable;
using System.Security.Cryptography;
using Audiences.Stored;
using Contracts;
using Host.Storage.Contacts;

namespace Host.Storage.Partitions;

internal sealed partial class PartitionStore(Database database, ILogger<PartitionStore> log) : IPartitionStore
{
    public async Task<ImmutableArray<int>> Partitions(string tenant, CancellationToken cancel)
    {
        var numbers = await database.Read(session => PartitionRows.Numbers(session, tenant), cancel);
        if (numbers.Count == 0) numbers = await database.Write(session => MakeFirst(session, tenant), cancel);
        return [.. numbers];
    }

    public Task<ImmutableArray<string>> Tenants(CancellationToken cancel) => database.Read(
        session =>
        {
            var tenants = ImmutableArray.CreateBuilder<string>();
            using var rows = session.Query("SELECT id FROM tenants UNION SELECT tenant FROM partitions ORDER BY 1");
            while (rows.Next()) tenants.Add(rows.Text(0));
            return tenants.ToImmutable();
        },
        cancel);

    // As many as are opened together, and some that fill up meanwhile.
    const int MostAhead = 16;

    public async Task Add(string tenant, int partition, CancellationToken cancel)
    {
        var gap = await database.Write(
            session =>
            {
                var count = PartitionRows.Numbers(session, tenant).Count;
                if (partition > count + MostAhead) return true;
                // Several are opened at once, and come here in any order.
                for (var number = count; number <= partition; number++) PartitionRows.Insert(session, tenant, number);
                return false;
            },
            cancel);
        if (gap) throw new ArgumentOutOfRangeException(nameof(partition), partition, "Partitions are numbered without gaps.");
    }

    public Task<OpenedPartition> Open(string tenant, int partition, CancellationToken cancel) => database.Write(
        session =>
        {
            var head = PartitionRows.Existing(session, tenant, partition);
            PartitionRows.Raise(session, head);
            return new OpenedPartition(head.Epoch + 1, head.Position, head.NextSlot);
        },
        cancel);

    public Task<AppendResult> Append(PartitionAppend append, CancellationToken cancel)
    {
        var writing = Writing();
        var prepared = PreparedAppend.Of(append);
        return database.TryWrite(session => writing.Run(session, prepared), Bytes(append), cancel, session => Ahead.Of(session, append))
            ?? Task.FromResult(new AppendResult(AppendStatus.Overloaded));
    }

    public Task<ManyAppended> AppendMany(ImmutableArray<PartitionAppend> appends, CancellationToken cancel)
    {
        var writing = new ManyAppends(Writing());
        PreparedAppend[] prepared = [.. appends.Select(PreparedAppend.Of)];
        return database.TryWrite(session => writing.Run(session, prepared), appends.Sum(Bytes), cancel, session => Ahead.Of(session, appends.AsSpan()))
            ?? Task.FromResult(new ManyAppended([.. appends.Select(_ => new AppendResult(AppendStatus.Overloaded))], 0));
    }

    public async Task<PartitionSnapshot?> Snapshot(string tenant, int partition, CancellationToken cancel)
    {
        var snapshot = await database.Read(session => SnapshotRows.Read(session, tenant, partition), cancel);
        if (snapshot is not null && IsSound(snapshot.Data, snapshot.Checksum)) return snapshot;
        if (snapshot is not null) SnapshotDamaged(tenant, partition, snapshot.Position);
        var first = await database.Read(session => BaseRows.Snapshot(session, tenant, partition), cancel);
        return first is not null && IsSound(first.Data, first.Checksum) ? first : null;
    }

    public Task SaveSnapshot(string tenant, int partition, long epoch, PartitionSnapshot snapshot, CancellationToken cancel) => database.Write(
        session =>
        {
            var head = PartitionRows.Existing(session, tenant, partition);
            if (head.Epoch == epoch) SnapshotRows.Replace(session, head.Log, snapshot);
            return true;
        },
        cancel, snapshot.Data.Length);

    public Task<FeedPage> Feed(
        string tenant, int partition, string audience, long afterPosition, int afterOffset, long through, int limit, bool expand,
        CancellationToken cancel) => database.Read(
            session =>
            {
                var head = PartitionRows.Existing(session, tenant, partition);
                var last = Place.Of(head.Log, Math.Min(through, head.Position));
                return new FeedPage(MissedThrough(session, head, audience, afterPosition), Storage.Partitions.Feed.Read(session, new(
                    tenant, partition, audience, After(head, afterPosition, afterOffset), last, limit, expand)));
            },
            cancel);

    public Task<ImmutableDictionary<long, string>> MessageIds(
        string tenant, int partition, ImmutableArray<long> positions, CancellationToken cancel) => database.Read(
            session =>
            {
                var log = PartitionRows.Existing(session, tenant, partition).Log;
                var ids = ImmutableDictionary.CreateBuilder<long, string>();
                foreach (var position in positions)
                {
                    using var rows = session.Query(
                        "SELECT message_id FROM changes WHERE place = $1 AND message_id IS NOT NULL AND payload IS NOT NULL", Place.Of(log, position));
                    if (rows.Next()) ids[position] = rows.Text(0);
                }
                return ids.ToImmutable();
            },
            cancel);

    public Task<AnnouncedSet> Announced(
        string tenant, int partition, string audience, Instant at, long through, CancellationToken cancel) => database.Read(
            session =>
            {
                var head = PartitionRows.Existing(session, tenant, partition);
                return AnnouncedRows.Read(session, head, audience, at, Place.Of(head.Log, Math.Min(through, head.Position)));
            },
            cancel);

    public Task<AnnouncedGrowth> Growth(
        string tenant, int partition, string audience, ImmutableArray<Instant> points, long through, CancellationToken cancel) => database.Read(
            session =>
            {
                var head = PartitionRows.Existing(session, tenant, partition);
                return GrowthRows.Read(session, head, audience, points, Place.Of(head.Log, Math.Min(through, head.Position)));
            },
            cancel);

    static List<int> MakeFirst(Session session, string tenant)
    {
        // Two may have asked at once.
        if (PartitionRows.Numbers(session, tenant).Count == 0)
            for (var number = 0; number < PartitionRows.AtFirst; number++) PartitionRows.Insert(session, tenant, number);
        return PartitionRows.Numbers(session, tenant);
    }

    /// <summary>Of an audience that was made since, nothing is forgotten.</summary>
    static long MissedThrough(Session session, PartitionHead head, string audience, long after) =>
        after <= head.Begins && BaseRows.Knows(session, head.Log, audience) ? head.Begins : 0;

    /// <summary>What is forgotten is not shown, wherever the reader has read to; beyond the end there is nothing.</summary>
    static (long Place, int Offset) After(PartitionHead head, long position, int offset) =>
        position > head.Position ? (Place.Of(head.Log, head.Position), int.MaxValue)
        : position > head.Begins ? (Place.Of(head.Log, position), offset) : (Place.Of(head.Log, head.Begins), head.Begins == 0 ? offset : int.MaxValue);

    static bool IsSound(ReadOnlySpan<byte> data, byte[] checksum) => SHA256.HashData(data).AsSpan().SequenceEqual(checksum);

    AppendWriting Writing() => new(new ErasedRows(database.Hash), database.ScrubSoon);

    /// <summary>About how many bytes an append brings; it bounds queue and group, so near is near enough.</summary>
    static int Bytes(PartitionAppend append)
    {
        var bytes = 256;
        foreach (var row in append.Rows)
        {
            bytes += 128 + (row.Step?.Payload.Length ?? 0) + (row.Entries.IsDefault ? 0 : row.Entries.Length * 96);
            if (row.Mark is { } mark) bytes += 4 * (Length(mark.Since) + Length(mark.Entered) + Length(mark.Left));
        }
        return bytes + (append.Contact?.Write is null ? 0 : 1_024);
    }

    static int Length<T>(ImmutableArray<T> items) => items.IsDefault ? 0 : items.Length;

    [LoggerMessage(1, LogLevel.Warning, "The snapshot of partition {Partition} of {Tenant} at {Position} is damaged and is not used; the log is read instead.")]
    partial void SnapshotDamaged(string tenant, int partition, long position);
}
