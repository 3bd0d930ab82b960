using System.Collections.Immutable;
using Contacts.Stored;
using Contracts;
using Microsoft.Extensions.Logging;

namespace Contacts;

/// <summary>Imports of a book one after the other.</summary>
internal sealed class ImportQueue(IImportStore store, IImportFiles files, ImportRun run, TimeProvider machine, ILogger<ImportQueue> log)
    : BookQueue<StoredImport>(machine, log)
{
    private const int MostWaiting = 100;

    /// <exception cref="Refusal">429: as much of the book waits as may.</exception>
    public async Task RefuseIfFull(string tenant, string book, CancellationToken cancel)
    {
        var waiting = (await store.Unfinished(cancel)).Count(import => !import.HasEnded && import.Who.Tenant == tenant && import.Book == book);
        if (waiting >= MostWaiting)
            throw new Refusal(429, "too-many-imports", $"{waiting} imports of this book wait already. Send the file again when some have ended.") { RetryAfter = 60 };
    }

    /// <summary>Removes files that no import waits for: a crash came between a file and its import, or after an import's end.</summary>
    public async Task RemoveOrphans(CancellationToken cancel)
    {
        var waiting = (await store.Unfinished(cancel)).Where(import => !import.HasEnded).Select(import => import.Id).ToHashSet();
        foreach (var file in files.All().Where(file => !waiting.Contains(file))) files.Remove(file);
    }

    protected override Task<ImmutableArray<StoredImport>> Unfinished(CancellationToken cancel) => store.Unfinished(cancel);

    protected override (string Tenant, string Book) BookOf(StoredImport work) => (work.Who.Tenant, work.Book);

    protected override string NameOf(StoredImport work) => $"Import {work.Id}";

    protected override Task Run(StoredImport work, CancellationToken cancel) => run.Go(work, cancel);
}
