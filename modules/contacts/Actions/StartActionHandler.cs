using Contacts.Stored;
using Contracts;
using MediatR;

namespace Contacts;

/// <summary>Writes down whom the action is about before it is answered: what it does to memberships does not change that.</summary>
internal sealed class StartActionHandler(ActionTargets targets, IJobStore store, JobQueue queue, IMediator mediator, BusinessClock clock) : IRequestHandler<StartAction, JobView>
{
    // What is done again after a crash, and how much memory a job takes.
    private const int ChunkContacts = 512;

    public async Task<JobView> Handle(StartAction request, CancellationToken cancel)
    {
        var (who, action) = request;
        var value = ActionVerb.ReadValue(action.Do, action.Value, who);
        if (action.Do == ActionVerb.Share) await ShareContactHandler.RequireTeam(mediator, who, value!, cancel);
        var id = Guid.CreateVersion7().ToString("N");
        var (job, total) = ((StoredJob?)null, 0);
        await foreach (var (book, contacts) in targets.Parts(who, action, cancel))
        {
            job ??= await Begin(who, book, id, action.Do, value, cancel);
            foreach (var chunk in contacts.Chunk(ChunkContacts))
            {
                await store.AddContacts(who.Tenant, id, total, [.. chunk], cancel);
                total += chunk.Length;
            }
        }
        // Whoever does not get so far leaves contacts of no job, which the next start removes.
        job = job! with { Total = total };
        await store.Add(job, cancel);
        queue.Wake();
        return JobViews.Of(job) with { Errors = [] };
    }

    private async Task<StoredJob> Begin(Principal who, string book, string id, string verb, string? value, CancellationToken cancel)
    {
        await queue.RefuseIfFull(who.Tenant, book, cancel);
        return new(id, who, ImportViews.OwnerOf(who), book, verb, value, JobStatus.Queued, 0, 0, 0, clock.Now, null, null);
    }
}
