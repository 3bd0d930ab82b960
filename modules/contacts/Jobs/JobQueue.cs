using System.Collections.Immutable;
using Contacts.Stored;
using Contracts;
using Microsoft.Extensions.Logging;

namespace Contacts;

/// <summary>Actions on many contacts of a book, one after the other.</summary>
internal sealed class JobQueue(IJobStore store, ActionRun run, TimeProvider machine, ILogger<JobQueue> log)
    : BookQueue<StoredJob>(machine, log)
{
    private const int MostWaiting = 100;

    /// <exception cref="Refusal">429: as much of the book waits as may.</exception>
    public async Task RefuseIfFull(string tenant, string book, CancellationToken cancel)
    {
        var waiting = (await store.Unfinished(cancel)).Count(job => BookOf(job) == (tenant, book));
        if (waiting >= MostWaiting)
            throw new Refusal(429, "too-many-jobs", $"{waiting} jobs of this book wait already. Send it again when some have ended.") { RetryAfter = 60 };
    }

    protected override Task<ImmutableArray<StoredJob>> Unfinished(CancellationToken cancel) => store.Unfinished(cancel);

    protected override (string Tenant, string Book) BookOf(StoredJob work) => (work.Who.Tenant, work.Book);

    protected override string NameOf(StoredJob work) => $"Job {work.Id}";

    protected override Task Run(StoredJob work, CancellationToken cancel) => run.Go(work, cancel);
}
