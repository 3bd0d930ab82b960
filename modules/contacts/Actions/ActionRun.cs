using System.Collections.Concurrent;
using System.Collections.Immutable;
using Contacts.Stored;
using Contracts;
using MediatR;

namespace Contacts;

/// <summary>
/// Carries out one action, chunk by chunk. The store knows how far it came: after a crash the chunk that was begun is done again, which
/// changes nothing of what it had done, and is counted once.
/// </summary>
internal sealed class ActionRun(
    IJobStore store, IContactStore contacts, ContactDoor door, Erasing erasing, IMediator mediator, BusinessClock clock, TimeProvider machine)
{
    // Fewer than people's own requests may be: those find room between them.
    private const int AtOnce = 16;

    /// <summary>Goes on from where it is to the very end. May be called again after any failure.</summary>
    public async Task Go(StoredJob job, CancellationToken cancel)
    {
        job = job with { Status = JobStatus.Running };
        // Saved even if nothing has changed: it says whether somebody wants the job to end.
        var isWanted = await store.Save(job, [], cancel);
        while (isWanted && job.Done < job.Total)
        {
            if (!await MayGoOn(job, cancel))
            {
                await End(job, JobStatus.Failed, "Who ordered it may not change the contacts of the book any more.", cancel);
                return;
            }
            var chunk = await store.Contacts(job.Who.Tenant, job.Id, job.Done, cancel);
            if (chunk.IsEmpty)
            {
                await End(job, JobStatus.Failed, "It is not known any more whom it is about.", cancel);
                return;
            }
            var errors = await Take(job, chunk, cancel);
            var kept = errors.Take(Math.Max(0, JobViews.MostErrors - job.Failed)).ToImmutableArray();
            job = job with { Done = job.Done + chunk.Length, Failed = job.Failed + errors.Length };
            isWanted = await store.Save(job, kept, cancel);
        }
        await End(job, job.Done < job.Total ? JobStatus.Cancelled : JobStatus.Done, null, cancel);
    }

    /// <summary>People leave, and books are handed on, while a job waits or runs.</summary>
    private async Task<bool> MayGoOn(StoredJob job, CancellationToken cancel) =>
        await mediator.Send(new RenewPrincipal(job.Who), cancel) is { } who
        && (job.Value == ActionVerb.WholeBook ? who.MayChangeOrganisation : Books.Owns(who, job.Book));

    private async Task<ImmutableArray<JobError>> Take(StoredJob job, ImmutableArray<Guid> chunk, CancellationToken cancel)
    {
        var errors = new ConcurrentBag<JobError>();
        // What the organisation has configured is asked once a chunk.
        var rules = new BodyRules(mediator, job.Who.Tenant);
        var rows = await contacts.ReadMany(job.Who.Tenant, chunk, cancel);
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel };
        await Parallel.ForAsync(0, chunk.Length, options, async (i, stop) =>
        {
            if (await TryAct(job, rows[i], rules, stop) is { } reason) errors.Add(new(job.Done + i, chunk[i], reason));
        });
        return [.. errors.OrderBy(error => error.Number)];
    }

    /// <returns>Why it could not be done; null when it is done.</returns>
    private async Task<string?> TryAct(StoredJob job, StoredContact? contact, BodyRules rules, CancellationToken cancel)
    {
        try
        {
            return await Pauses.Outlast(machine, () => Act(job, contact ?? throw ContactDoor.Unknown(), rules, cancel), cancel);
        }
        catch (Refusal refusal) when (!Pauses.AreMeantBy(refusal))
        {
            // Erased since it was ordered, or by the begin of this very chunk before a crash.
            return refusal.Status == 404 && job.Verb == ActionVerb.Erase ? null : refusal.Message;
        }
    }

    private async Task<string?> Act(StoredJob job, StoredContact contact, BodyRules rules, CancellationToken cancel)
    {
        if (job.Verb == ActionVerb.Erase)
        {
            await erasing.Erase(contact, suppress: false);
            return null;
        }
        if (job.Verb == ActionVerb.Share && await ShareContactHandler.IsPersonal(mediator, contact, cancel))
            return ShareContactHandler.Personal().Message;
        var edit = ActionVerb.Body(job.Verb, job.Value) is { } body
            ? EditOf(job, await rules.Require(contact.Book, body, cancel))
            : ActionVerb.Edit(job.Verb, job.Value, door.Stamp(job.Who), job.Who.User);
        await door.Order(contact, grain => grain.Edit(new(contact.Book, edit, null, null)));
        return null;
    }

    private ContactEdit EditOf(StoredJob job, FittedBody fitted) =>
        new(EditKind.Upsert, ProfileValues.Json(fitted.Body), door.Stamp(job.Who), job.Who.User, Steps: fitted.Steps);

    private Task End(StoredJob job, JobStatus status, string? failure, CancellationToken cancel) =>
        store.Save(job with { Status = status, Failure = failure, EndedAt = clock.Now }, [], cancel);
}
