using Contacts.Stored;
using Contracts;
using MediatR;

namespace Contacts;

// One door for long work, whatever its kind.

internal sealed class GetJobHandler(JobViews views) : IRequestHandler<GetJob, JobView>
{
    public Task<JobView> Handle(GetJob request, CancellationToken cancel) => views.Show(request.Who, request.Id, cancel);
}

internal sealed class ListJobsHandler(IJobStore jobs, IImportStore imports) : IRequestHandler<ListJobs, IReadOnlyList<JobView>>
{
    public async Task<IReadOnlyList<JobView>> Handle(ListJobs request, CancellationToken cancel)
    {
        var (who, after, limit) = (request.Who, request.After, request.Limit);
        var book = Books.Require(who, request.Book, Use.Read);
        var actions = await jobs.List(who.Tenant, book, ImportViews.OwnerOf(who), after, limit, cancel);
        var files = await imports.List(who.Tenant, book, ImportViews.OwnersSeenBy(who), after, limit, cancel);
        return [.. actions.Select(JobViews.Of).Concat(files.Select(file => JobViews.Of(ImportViews.Show(file))))
            .OrderByDescending(job => job.Id, StringComparer.Ordinal).Take(limit)];
    }
}

internal sealed class CancelJobHandler(IJobStore jobs, IImportStore imports, JobViews views, ImportViews files, JobQueue queue, ImportQueue importQueue)
    : IRequestHandler<CancelJob, JobView>
{
    public async Task<JobView> Handle(CancelJob request, CancellationToken cancel)
    {
        var (who, id) = (request.Who, request.Id);
        if (await views.FindAction(who, id, cancel) is not null)
        {
            await jobs.Cancel(who.Tenant, id, cancel);
            queue.Wake();
        }
        else if (await files.TryFind(who, id, cancel) is not null)
        {
            await imports.Cancel(who.Tenant, id, cancel);
            importQueue.Wake();
        }
        return await views.Show(who, id, cancel);
    }
}

internal sealed class RemoveOrphansHandler(IJobStore jobs, ImportQueue imports) : IRequestHandler<RemoveOrphans>
{
    public async Task<Unit> Handle(RemoveOrphans request, CancellationToken cancel)
    {
        await imports.RemoveOrphans(cancel);
        await jobs.RemoveOrphans(cancel);
        return Unit.Value;
    }
}

internal sealed class RunJobsHandler(JobQueue jobs, ImportQueue imports) : IRequestHandler<RunJobs>
{
    public async Task<Unit> Handle(RunJobs request, CancellationToken cancel)
    {
        await Task.WhenAll(imports.Go(cancel), jobs.Go(cancel));
        return Unit.Value;
    }
}
