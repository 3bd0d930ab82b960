using Contacts.Stored;
using Contracts;

namespace Contacts;

/// <summary>Jobs as the API shows them: an action to who ordered it and nobody else, an import to whom imports are shown.</summary>
internal sealed class JobViews(IJobStore store, ImportViews imports)
{
    /// <summary>So many errors are kept of an action.</summary>
    public const int MostErrors = 10_000;

    public static Refusal Unknown() => new(404, "unknown-job", "There is no such job that you may see. GET /v1/jobs lists those that you may.");

    /// <summary>Null when it is none, or somebody else's.</summary>
    public async Task<StoredJob?> FindAction(Principal who, string id, CancellationToken cancel) =>
        await store.Read(who.Tenant, id, cancel) is { } job && job.Owner == ImportViews.OwnerOf(who) ? job : null;

    public async Task<JobView> Show(Principal who, string id, CancellationToken cancel)
    {
        if (await FindAction(who, id, cancel) is not { } job)
            return await imports.TryFind(who, id, cancel) is { } import ? Of(await imports.Show(import, cancel)) : throw Unknown();
        var errors = await store.Errors(who.Tenant, id, MostErrors, cancel);
        return Of(job) with { Errors = [.. errors.Select(error => new JobErrorView(error.Reason) { ContactId = error.Contact })] };
    }

    public static JobView Of(StoredJob job) => new(
        job.Id, "action", job.Book, job.Status.ToString().ToLowerInvariant(), job.Done, job.Total, null, job.Failed, job.Failure,
        job.CreatedAt, job.EndedAt) { Do = job.Verb };

    public static JobView Of(ImportView import) => new(
        import.Id, "import", import.Book, import.Status, import.Rows, import.EndedAt is null ? null : import.Rows,
        import.Errors is { } errors ? [.. errors.Select(error => new JobErrorView(error.Reason) { Row = error.Row })] : null,
        import.ErrorCount, import.Failure, import.CreatedAt, import.EndedAt);
}
