using Contacts.Stored;
using Contracts;
using Microsoft.Extensions.Logging;

namespace Contacts;

/// <summary>Imports of a book one after the other, a few books side by side.</summary>
internal sealed partial class ImportQueue(IImportStore store, IImportFiles files, ImportRun run, TimeProvider machine, ILogger<ImportQueue> log)
{
    private const int BooksAtOnce = 4, MostWaiting = 100;
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim woken = new(0);

    /// <summary>There is more to do.</summary>
    public void Wake() => woken.Release();

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

    /// <summary>Runs until cancelled. What it was at goes on at the next start.</summary>
    public async Task Go(CancellationToken cancel)
    {
        var books = new Dictionary<(string Tenant, string Book), Task<bool>>();
        var resting = new Dictionary<(string Tenant, string Book), Task>();
        var wake = woken.WaitAsync(cancel);
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await Rest(books, resting, cancel);
                await StartBooks(books, resting, cancel);
                await Task.WhenAny([wake, .. books.Values, .. resting.Values]);
                if (wake.IsCompletedSuccessfully) wake = woken.WaitAsync(cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested) { }
            catch (Exception failure)
            {
                LogFailed(failure.GetType().FullName!, failure.StackTrace);
                await Pause(cancel);
            }
        }
        await Task.WhenAll(books.Values);
    }

    /// <summary>A book that failed waits without a place among those that run: others can go on meanwhile.</summary>
    private async Task Rest(
        Dictionary<(string Tenant, string Book), Task<bool>> books, Dictionary<(string Tenant, string Book), Task> resting, CancellationToken cancel)
    {
        foreach (var (book, _) in resting.Where(book => book.Value.IsCompleted).ToArray()) resting.Remove(book);
        foreach (var (book, run) in books.Where(book => book.Value.IsCompleted).ToArray())
        {
            books.Remove(book);
            if (!await run) resting[book] = Pause(cancel);
        }
    }

    private async Task StartBooks(
        Dictionary<(string Tenant, string Book), Task<bool>> books, Dictionary<(string Tenant, string Book), Task> resting, CancellationToken cancel)
    {
        foreach (var import in await store.Unfinished(cancel))
        {
            var book = (import.Who.Tenant, import.Book);
            if (books.Count < BooksAtOnce && !books.ContainsKey(book) && !resting.ContainsKey(book)) books[book] = RunOne(import, cancel);
        }
    }

    /// <summary>The oldest of its book; the next one is started when it has ended.</summary>
    /// <returns>False when it was interrupted.</returns>
    private async Task<bool> RunOne(StoredImport import, CancellationToken cancel)
    {
        await Task.Yield();
        try
        {
            await run.Go(import, cancel);
            return true;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception failure)
        {
            // Most likely a database that is away. It is never given up by itself: who does not want to wait cancels it.
            LogImportFailed(import.Id, failure.GetType().FullName!, failure.StackTrace);
            return false;
        }
    }

    /// <summary>Ends early, and well, when the server stops.</summary>
    private Task Pause(CancellationToken cancel) => Task.WhenAny(Task.Delay(AfterFailure, machine, cancel));

    [LoggerMessage(Level = LogLevel.Error, Message = "Imports could not be looked after; it is tried again: {Failure} {Stack}")]
    private partial void LogFailed(string failure, string? stack);

    [LoggerMessage(Level = LogLevel.Error, Message = "Import {Import} was interrupted and goes on soon: {Failure} {Stack}")]
    private partial void LogImportFailed(string import, string failure, string? stack);
}
