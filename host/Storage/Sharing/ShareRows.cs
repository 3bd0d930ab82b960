using System.Collections.Immutable;
using Contracts;
using Sharing.Stored;

namespace Host.Storage.Sharing;

/// <summary>The tables <c>shares</c> and <c>share_recipients</c>.</summary>
internal static class ShareRows
{
    const string Columns =
        "SELECT tenant, id, audience, organisation, user_id, role, key_id, key_book, scopes, book, created_at, state FROM shares WHERE tenant = $1";

    public static StoredShare? Read(Session session, string tenant, string id) => First(session.Query(Columns + " AND id = $2", tenant, id));

    public static StoredShare? OfAudience(Session session, string tenant, string audience) =>
        First(session.Query(Columns + " AND audience = $2", tenant, audience));

    public static ImmutableArray<StoredShare> List(Session session, string tenant)
    {
        var all = ImmutableArray.CreateBuilder<StoredShare>();
        using var rows = session.Query(Columns + " ORDER BY id", tenant);
        while (rows.Next()) all.Add(Read(rows));
        return all.ToImmutable();
    }

    public static ImmutableArray<(string Tenant, string Share)> Busy(Session session)
    {
        var all = ImmutableArray.CreateBuilder<(string, string)>();
        using var rows = session.Query(
            """
            SELECT tenant, id FROM shares s WHERE status = $1 OR status = $2 OR EXISTS (
                SELECT 1 FROM share_recipients r WHERE r.tenant = s.tenant AND r.share = s.id AND (r.phase = $3 OR r.phase = $4))
            ORDER BY id
            """,
            (int)ShareStatus.Syncing, (int)ShareStatus.Ending, (int)RecipientPhase.Ending, (int)RecipientPhase.Leaving);
        while (rows.Next()) all.Add((rows.Text(0), rows.Text(1)));
        return all.ToImmutable();
    }

    /// <summary>False, and nothing is written, when the audience is shared already.</summary>
    public static bool Insert(Session session, StoredShare share) => session.Execute(
        """
        INSERT INTO shares (tenant, id, audience, organisation, user_id, role, key_id, key_book, scopes, book, created_at, status, state)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING
        """,
        share.Who.Tenant, share.Id, share.Audience, share.Who.Organisation, share.Who.User, share.Who.Role, share.Who.KeyId, share.Who.Book, (int)share.Who.Scopes,
        share.Book, share.CreatedAt, (int)share.State.Status, StoredJson.Write(share.State)) > 0;

    public static void Update(Session session, StoredShare share) => session.Execute(
        """
        UPDATE shares SET organisation = $3, user_id = $4, role = $5, key_id = $6, key_book = $7, scopes = $8, status = $9, state = $10
        WHERE tenant = $1 AND id = $2
        """,
        share.Who.Tenant, share.Id, share.Who.Organisation, share.Who.User, share.Who.Role, share.Who.KeyId, share.Who.Book, (int)share.Who.Scopes,
        (int)share.State.Status, StoredJson.Write(share.State));

    /// <summary>Recipients and sources go with it.</summary>
    public static bool Delete(Session session, string tenant, string id) => session.Execute(
        """
        DELETE FROM shares WHERE tenant = $1 AND id = $2 AND status = $3
        AND NOT EXISTS (SELECT 1 FROM share_recipients r WHERE r.tenant = $1 AND r.share = $2)
        """,
        tenant, id, (int)ShareStatus.Ending) > 0;

    public static ImmutableArray<ShareRecipient> Recipients(Session session, string tenant, string share)
    {
        var all = ImmutableArray.CreateBuilder<ShareRecipient>();
        using var rows = session.Query("SELECT tenant, share, user_id, audience, state FROM share_recipients WHERE tenant = $1 AND share = $2 ORDER BY user_id", tenant, share);
        while (rows.Next()) all.Add(ReadRecipient(rows));
        return all.ToImmutable();
    }

    public static ShareRecipient? Recipient(Session session, string tenant, string share, string user)
    {
        using var rows = session.Query("SELECT tenant, share, user_id, audience, state FROM share_recipients WHERE tenant = $1 AND share = $2 AND user_id = $3", tenant, share, user);
        return rows.Next() ? ReadRecipient(rows) : null;
    }

    public static ShareRecipient? OfReceived(Session session, string tenant, string audience)
    {
        using var rows = session.Query("SELECT tenant, share, user_id, audience, state FROM share_recipients WHERE tenant = $1 AND audience = $2", tenant, audience);
        return rows.Next() ? ReadRecipient(rows) : null;
    }

    public static void Write(Session session, ShareRecipient recipient) => session.Execute(
        """
        INSERT INTO share_recipients (tenant, share, user_id, audience, phase, state) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (tenant, share, user_id) DO UPDATE SET audience = excluded.audience, phase = excluded.phase, state = excluded.state
        """,
        recipient.Tenant, recipient.Share, recipient.User, recipient.Audience, (int)recipient.State.Phase, StoredJson.Write(recipient.State));

    public static void Delete(Session session, ShareRecipient recipient) => session.Execute(
        "DELETE FROM share_recipients WHERE tenant = $1 AND share = $2 AND user_id = $3", recipient.Tenant, recipient.Share, recipient.User);

    static StoredShare? First(Rows rows)
    {
        using (rows) return rows.Next() ? Read(rows) : null;
    }

    static StoredShare Read(Rows rows) => new(
        rows.Text(1),
        new Principal(rows.Text(0), rows.Text(3), rows.Text(4), rows.TextOrNull(5), rows.Text(7), (Scopes)rows.Int(8), Server: false, rows.Text(6)),
        rows.Text(2), rows.Text(9), rows.Instant(10), StoredJson.ReadShare(rows.Span(11)));

    static ShareRecipient ReadRecipient(Rows rows) => new(rows.Text(0), rows.Text(1), rows.Text(2), rows.Text(3), StoredJson.ReadRecipient(rows.Span(4)));
}
