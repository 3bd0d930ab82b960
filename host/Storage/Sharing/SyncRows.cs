using System.Collections.Immutable;
using Audiences.Sdk;
using Contracts;
using Host.Storage.Contacts;
using Sharing.Stored;

namespace Host.Storage.Sharing;

/// <summary>The tables <c>syncs</c>, <c>sync_batches</c>, <c>sync_rejects</c> and <c>sync_runs</c>.</summary>
internal static class SyncRows
{
    // Runs that ended, of each sync.
    const int MostRuns = 100;

    const string Columns =
        """
        SELECT s.tenant, s.id, s.organisation, s.user_id, s.role, s.key_id, s.key_book, s.audience, s.audience_key, s.connection, s.fields, s.created_at,
            s.state, s.paused, s.anew, s.scopes
        """;

    /// <summary>Without how many are rejected, who may be many to count.</summary>
    public static StoredSync? Read(Session session, string tenant, string id)
    {
        using var rows = session.Query(
            Columns + ", b.batch, b.after, b.receipt FROM syncs s LEFT JOIN sync_batches b ON b.tenant = s.tenant AND b.sync = s.id WHERE s.tenant = $1 AND s.id = $2",
            tenant, id);
        return rows.Next() ? Read(rows) with { Pending = rows.IsNull(16) ? null : new(StoredJson.ReadBatch(rows.Span(16)), StoredJson.ReadSync(rows.Span(17)), rows.TextOrNull(18)) } : null;
    }

    public static StoredSync? Counted(Session session, string tenant, string id)
    {
        if (Read(session, tenant, id) is not { } sync) return null;
        using var rows = session.Query("SELECT count(*) FROM sync_rejects WHERE tenant = $1 AND sync = $2", tenant, id);
        return rows.Next() ? sync with { Rejected = rows.Int(0) } : sync;
    }

    /// <summary>Without what is pending.</summary>
    public static ImmutableArray<StoredSync> List(Session session, string tenant, string organisation)
    {
        var all = ImmutableArray.CreateBuilder<StoredSync>();
        using var rows = session.Query(
            Columns + ", (SELECT count(*) FROM sync_rejects r WHERE r.tenant = s.tenant AND r.sync = s.id) FROM syncs s WHERE s.tenant = $1 AND s.organisation = $2",
            tenant, organisation);
        while (rows.Next()) all.Add(Read(rows) with { Rejected = rows.Int(16) });
        return all.ToImmutable();
    }

    public static ImmutableArray<(string Tenant, string Id)> All(Session session)
    {
        var all = ImmutableArray.CreateBuilder<(string, string)>();
        using var rows = session.Query("SELECT tenant, id FROM syncs ORDER BY tenant, id");
        while (rows.Next()) all.Add((rows.Text(0), rows.Text(1)));
        return all.ToImmutable();
    }

    public static bool AnyOf(Session session, string tenant, string connection)
    {
        using var rows = session.Query("SELECT 1 FROM syncs WHERE tenant = $1 AND connection = $2 LIMIT 1", tenant, connection);
        return rows.Next();
    }

    public static bool Insert(Session session, StoredSync sync) => session.Execute(
        """
        INSERT INTO syncs (tenant, id, organisation, user_id, role, key_id, key_book, audience, audience_key, connection, fields, created_at, state, scopes)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14
        WHERE EXISTS (SELECT 1 FROM connections c WHERE c.tenant = $1 AND c.id = $10)
        ON CONFLICT (tenant, audience, connection) DO NOTHING
        """,
        sync.Who.Tenant, sync.Id, sync.Who.Organisation, sync.Who.User, sync.Who.Role, sync.Who.KeyId, sync.Who.Book, sync.Audience, sync.Key, sync.Connection,
        StoredJson.Write(sync.Fields), sync.CreatedAt, StoredJson.Write(sync.State), (int)sync.Who.Scopes) > 0;

    /// <summary>False when it is not there.</summary>
    public static bool Wish(Session session, string tenant, string id, bool? paused, bool anew)
    {
        var isThere = paused is not { } wished || session.Execute("UPDATE syncs SET paused = $3 WHERE tenant = $1 AND id = $2", tenant, id, wished) > 0;
        if (!isThere || !anew) return isThere;
        // Nor is the other side asked any more for what it may have forgotten: the batch comes again.
        session.Execute("UPDATE sync_batches SET receipt = NULL WHERE tenant = $1 AND sync = $2", tenant, id);
        return session.Execute("UPDATE syncs SET anew = 1 WHERE tenant = $1 AND id = $2", tenant, id) > 0;
    }

    public static bool Delete(Session session, string tenant, string id) =>
        session.Execute("DELETE FROM syncs WHERE tenant = $1 AND id = $2", tenant, id) > 0;

    /// <summary>False, and nothing is written, when it is not there.</summary>
    public static bool Write(Session session, SyncWrite write)
    {
        var (tenant, id) = (write.Tenant, write.Id);
        if (session.Execute("UPDATE syncs SET state = $3 WHERE tenant = $1 AND id = $2", tenant, id, StoredJson.Write(write.State)) == 0) return false;
        if (write.Begun) session.Execute("UPDATE syncs SET anew = 0 WHERE tenant = $1 AND id = $2", tenant, id);
        WritePending(session, tenant, id, write.Pending);
        foreach (var contact in write.Taken)
            session.Execute("DELETE FROM sync_rejects WHERE tenant = $1 AND sync = $2 AND contact = $3", tenant, id, contact);
        foreach (var reject in write.Rejects.Where(reject => !IsErased(session, tenant, reject.ContactId)))
            session.Execute(
                """
                INSERT INTO sync_rejects (tenant, sync, contact, reason, at) VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT (tenant, sync, contact) DO UPDATE SET reason = excluded.reason, at = excluded.at
                """,
                tenant, id, reject.ContactId, reject.Reason, reject.At);
        if (write.Ended is { } ended) WriteRun(session, tenant, id, ended);
        return true;
    }

    public static ImmutableArray<SyncRunView> Runs(Session session, string tenant, string id, int limit)
    {
        var runs = ImmutableArray.CreateBuilder<SyncRunView>();
        using var rows = session.Query("SELECT run FROM sync_runs WHERE tenant = $1 AND sync = $2 ORDER BY number DESC LIMIT $3", tenant, id, limit);
        while (rows.Next()) runs.Add(StoredJson.ReadRun(rows.Span(0)));
        return runs.ToImmutable();
    }

    public static ImmutableArray<SyncRejectView> Rejects(Session session, string tenant, string id, Guid? after, int limit)
    {
        var rejects = ImmutableArray.CreateBuilder<SyncRejectView>();
        using var rows = session.Query(
            "SELECT contact, reason, at FROM sync_rejects WHERE tenant = $1 AND sync = $2 AND contact > $3 ORDER BY contact LIMIT $4",
            tenant, id, after ?? Guid.Empty, limit);
        while (rows.Next()) rejects.Add(new(rows.Id(0), rows.Text(1), rows.Instant(2)));
        return rejects.ToImmutable();
    }

    /// <summary>
    /// After a restore of a backup: receivers have got batches since, under numbers that would come again. All are paused and, resumed, send all members
    /// anew, numbered from now on.
    /// </summary>
    public static void Restart(Session session, DateTimeOffset now)
    {
        foreach (var (tenant, id) in All(session))
        {
            var state = Read(session, tenant, id)!.State;
            var numbered = state with { Sequence = Math.Max(state.Sequence, now.ToUnixTimeMilliseconds() * 1_000), Status = SyncStatus.Queued, Reason = null, FailingSince = null };
            session.Execute("UPDATE syncs SET state = $3, paused = 1, anew = 1 WHERE tenant = $1 AND id = $2", tenant, id, StoredJson.Write(numbered));
        }
        session.Execute("DELETE FROM sync_batches");
    }

    /// <summary>Nothing that is kept here tells of the contact any more: of a batch on its way his id stays, by which the other side lets him go.</summary>
    public static void Forget(Session session, string tenant, Guid contact)
    {
        foreach (var id in ContactRows.Merged(session, tenant, contact))
        {
            var key = id.ToString("N");
            foreach (var (sync, batch) in PendingWith(session, tenant, key))
                session.Execute("UPDATE sync_batches SET batch = $3 WHERE tenant = $1 AND sync = $2", tenant, sync, StoredJson.Write(Without(batch, key)));
            // What the other side said of him may name him.
            session.Execute("DELETE FROM sync_rejects WHERE tenant = $1 AND contact = $2", tenant, id);
        }
    }

    /// <summary>Without those who were erased between the reading of their profiles and this.</summary>
    static MemberBatch OfLiving(Session session, string tenant, MemberBatch batch) =>
        batch.Adds.Concat(batch.Removes).Select(member => member.Key).Where(key => IsErased(session, tenant, Guid.Parse(key))).Aggregate(batch, Without);

    static bool IsErased(Session session, string tenant, Guid contact) =>
        ContactRows.Head(session, tenant, contact) is { } head && ContactRows.Survivor(session, tenant, head) is null;

    static List<(string Sync, MemberBatch Batch)> PendingWith(Session session, string tenant, string key)
    {
        var found = new List<(string, MemberBatch)>();
        using var rows = session.Query("SELECT sync, batch FROM sync_batches WHERE tenant = $1 AND batch LIKE $2", tenant, $"%\"{key}\"%");
        while (rows.Next()) found.Add((rows.Text(0), StoredJson.ReadBatch(rows.Span(1))));
        return found;
    }

    static MemberBatch Without(MemberBatch batch, string key) => batch with
    {
        Adds = [.. batch.Adds.Where(member => member.Key != key)],
        Removes = [.. batch.Removes.Select(member => member.Key == key ? member with { Contact = new() } : member)],
    };

    static void WritePending(Session session, string tenant, string id, PendingBatch? pending)
    {
        if (pending is null)
        {
            session.Execute("DELETE FROM sync_batches WHERE tenant = $1 AND sync = $2", tenant, id);
            return;
        }
        // A batch is replaced by no other before it is acknowledged; what was erased of it since it was read stays erased.
        if (session.Execute("UPDATE sync_batches SET receipt = $3 WHERE tenant = $1 AND sync = $2", tenant, id, pending.Receipt) > 0) return;
        session.Execute(
            "INSERT INTO sync_batches (tenant, sync, batch, after, receipt) VALUES ($1, $2, $3, $4, $5)",
            tenant, id, StoredJson.Write(OfLiving(session, tenant, pending.Batch)), StoredJson.Write(pending.After), pending.Receipt);
    }

    static void WriteRun(Session session, string tenant, string id, SyncRunView run)
    {
        session.Execute(
            "INSERT INTO sync_runs (tenant, sync, number, run) VALUES ($1, $2, $3, $4) ON CONFLICT (tenant, sync, number) DO UPDATE SET run = excluded.run",
            tenant, id, run.Number, StoredJson.Write(run));
        session.Execute("DELETE FROM sync_runs WHERE tenant = $1 AND sync = $2 AND number <= $3", tenant, id, run.Number - MostRuns);
    }

    static StoredSync Read(Rows rows) => new(
        rows.Text(1),
        new(rows.Text(0), rows.Text(2), rows.TextOrNull(3), rows.TextOrNull(4), rows.Text(6), (Scopes)rows.Int(15), Server: false, rows.Text(5)),
        rows.Text(7), rows.Text(8), rows.Text(9), StoredJson.ReadTexts(rows.Span(10)), rows.Instant(11), StoredJson.ReadSync(rows.Span(12)),
        Paused: rows.Bool(13), Anew: rows.Bool(14));
}
