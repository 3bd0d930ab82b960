using System.Collections.Immutable;
using Contacts.Stored;

namespace Host.Storage.Jobs;

internal sealed class JobStore(Database database) : IJobStore
{
    const int BytesOfAContact = 16, BytesOfAnError = 128, BytesOfAJob = 1024;

    // Greater than every id, of which it has the form.
    const string AfterAll = "g";

    public Task AddContacts(string tenant, string id, int first, ImmutableArray<Guid> contacts, CancellationToken cancel) => database.Write(
        session =>
        {
            JobRows.Insert(session, tenant, id, first, contacts);
            return true;
        },
        cancel, contacts.Length * BytesOfAContact);

    public Task Add(StoredJob job, CancellationToken cancel) => database.Write(
        session =>
        {
            JobRows.Insert(session, job);
            return true;
        },
        cancel);

    public Task RemoveOrphans(CancellationToken cancel) => database.Write(
        session => session.Execute("DELETE FROM job_contacts WHERE NOT EXISTS (SELECT 1 FROM jobs j WHERE j.tenant = job_contacts.tenant AND j.id = job)"),
        cancel);

    public Task<StoredJob?> Read(string tenant, string id, CancellationToken cancel) => database.Read(
        session =>
        {
            using var rows = session.Query(JobRows.Select + " WHERE tenant = $1 AND id = $2", tenant, id);
            return rows.Next() ? JobRows.Read(rows) : null;
        },
        cancel);

    public Task<ImmutableArray<StoredJob>> List(string tenant, string book, string owner, string? after, int limit, CancellationToken cancel) =>
        database.Read(
            session =>
            {
                using var rows = session.Query(
                    JobRows.Select + " WHERE tenant = $1 AND book = $2 AND owner = $3 AND id < $4 ORDER BY id DESC LIMIT $5",
                    tenant, book, owner, after ?? AfterAll, limit);
                return JobRows.ReadAll(rows);
            },
            cancel);

    public Task<ImmutableArray<StoredJob>> Unfinished(CancellationToken cancel) => database.Read(
        session =>
        {
            using var rows = session.Query(JobRows.Select + " WHERE ended_at IS NULL ORDER BY id");
            return JobRows.ReadAll(rows);
        },
        cancel);

    public Task<ImmutableArray<Guid>> Contacts(string tenant, string id, int first, CancellationToken cancel) =>
        database.Read(session => JobRows.Contacts(session, tenant, id, first), cancel);

    public Task<bool> Save(StoredJob job, ImmutableArray<JobError> errors, CancellationToken cancel) => database.Write(
        session =>
        {
            JobRows.Update(session, job);
            foreach (var error in errors) JobRows.Insert(session, job, error);
            if (job.EndedAt is not null) JobRows.DeleteContacts(session, job.Who.Tenant, job.Id);
            return !JobRows.IsCancelled(session, job.Who.Tenant, job.Id);
        },
        cancel, BytesOfAJob + errors.Length * BytesOfAnError);

    public Task Cancel(string tenant, string id, CancellationToken cancel) => database.Write(
        session => session.Execute("UPDATE jobs SET cancelled = 1 WHERE tenant = $1 AND id = $2", tenant, id), cancel);

    public Task<ImmutableArray<JobError>> Errors(string tenant, string id, int limit, CancellationToken cancel) => database.Read(
        session =>
        {
            var errors = ImmutableArray.CreateBuilder<JobError>();
            using var rows = session.Query(
                "SELECT number, contact, reason FROM job_errors WHERE tenant = $1 AND job = $2 ORDER BY number LIMIT $3", tenant, id, limit);
            while (rows.Next()) errors.Add(new(rows.Int(0), rows.Id(1), rows.Text(2)));
            return errors.ToImmutable();
        },
        cancel);
}
