using System.Collections.Immutable;
using Contacts.Stored;
using Contracts;

namespace Host.Storage.Jobs;

/// <summary>The tables <c>jobs</c>, <c>job_contacts</c> and <c>job_errors</c>.</summary>
internal static class JobRows
{
    public const string Select =
        """
        SELECT tenant, id, book, owner, organisation, user_id, role, key_id, key_book, verb, value, status, total, done, failed,
            created_at, ended_at, failure FROM jobs
        """;

    const int BytesOfId = 16;

    public static StoredJob Read(Rows rows) => new(
        rows.Text(1),
        new(rows.Text(0), rows.Text(4), rows.TextOrNull(5), rows.TextOrNull(6), rows.Text(8), Scopes.Write, Server: false, rows.Text(7)),
        rows.Text(3), rows.Text(2), rows.Text(9), rows.TextOrNull(10), (JobStatus)rows.Int(11), rows.Int(12), rows.Int(13), rows.Int(14),
        rows.Instant(15), rows.InstantOrNull(16), rows.TextOrNull(17));

    public static ImmutableArray<StoredJob> ReadAll(Rows rows)
    {
        var jobs = ImmutableArray.CreateBuilder<StoredJob>();
        while (rows.Next()) jobs.Add(Read(rows));
        return jobs.ToImmutable();
    }

    public static void Insert(Session session, StoredJob job) => session.Execute(
        """
        INSERT INTO jobs (tenant, id, book, owner, organisation, user_id, role, key_id, key_book, verb, value, status, total, done, failed,
            created_at, ended_at, failure, cancelled)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, 0)
        """,
        job.Who.Tenant, job.Id, job.Book, job.Owner, job.Who.Organisation, job.Who.User, job.Who.Role, job.Who.KeyId, job.Who.Book,
        job.Verb, job.Value, (int)job.Status, job.Total, job.Done, job.Failed, job.CreatedAt, job.EndedAt, job.Failure);

    public static void Update(Session session, StoredJob job) => session.Execute(
        "UPDATE jobs SET status = $3, done = $4, failed = $5, ended_at = $6, failure = $7 WHERE tenant = $1 AND id = $2",
        job.Who.Tenant, job.Id, (int)job.Status, job.Done, job.Failed, job.EndedAt, job.Failure);

    public static bool IsCancelled(Session session, string tenant, string id)
    {
        using var rows = session.Query("SELECT cancelled FROM jobs WHERE tenant = $1 AND id = $2", tenant, id);
        return rows.Next() && rows.Bool(0);
    }

    public static void Insert(Session session, string tenant, string job, int first, ImmutableArray<Guid> contacts)
    {
        var bytes = new byte[contacts.Length * BytesOfId];
        for (var i = 0; i < contacts.Length; i++) contacts[i].TryWriteBytes(bytes.AsSpan(i * BytesOfId), bigEndian: true, out _);
        session.Execute("INSERT INTO job_contacts (tenant, job, first, contacts) VALUES ($1, $2, $3, $4)", tenant, job, first, bytes);
    }

    public static ImmutableArray<Guid> Contacts(Session session, string tenant, string job, int first)
    {
        using var rows = session.Query("SELECT contacts FROM job_contacts WHERE tenant = $1 AND job = $2 AND first = $3", tenant, job, first);
        if (!rows.Next()) return [];
        var bytes = rows.Span(0);
        var contacts = ImmutableArray.CreateBuilder<Guid>(bytes.Length / BytesOfId);
        for (var at = 0; at < bytes.Length; at += BytesOfId) contacts.Add(new Guid(bytes.Slice(at, BytesOfId), bigEndian: true));
        return contacts.MoveToImmutable();
    }

    public static void DeleteContacts(Session session, string tenant, string job) =>
        session.Execute("DELETE FROM job_contacts WHERE tenant = $1 AND job = $2", tenant, job);

    public static void Insert(Session session, StoredJob job, JobError error) => session.Execute(
        """
        INSERT INTO job_errors (tenant, job, number, contact, reason) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (tenant, job, number) DO UPDATE SET reason = excluded.reason
        """,
        job.Who.Tenant, job.Id, error.Number, error.Contact, error.Reason);
}
