using System.Collections.Immutable;
using Contacts.Stored;
using Contracts;

namespace Contacts;

/// <summary>Writes down whom an action is about before it is answered: what it does to memberships does not change that.</summary>
internal sealed class ActionOrder(IJobStore store, JobQueue queue, BusinessClock clock)
{
    // What is done again after a crash, and how much memory a job takes.
    private const int ChunkContacts = 512;

    /// <param name="parts">One at least, all of one book.</param>
    public async Task<JobView> Place(
        Principal who, string verb, string? value, IAsyncEnumerable<(string Book, ImmutableArray<Guid> Contacts)> parts, CancellationToken cancel)
    {
        var id = Guid.CreateVersion7().ToString("N");
        var (job, total) = ((StoredJob?)null, 0);
        await foreach (var (book, contacts) in parts)
        {
            job ??= await Begin(who, book, id, verb, value, cancel);
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
