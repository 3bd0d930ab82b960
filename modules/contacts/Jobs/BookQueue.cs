using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Contacts;

/// <summary>Long work on books that must be done whatever happens: of a book one piece after the other, a few books side by side.</summary>
internal abstract class BookQueue<T>(TimeProvider machine, ILogger log)
{
    private const int BooksAtOnce = 4;
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim woken = new(0);

    /// <summary>Of all tenants, oldest first.</summary>
    protected abstract Task<ImmutableArray<T>> Unfinished(CancellationToken cancel);

    protected abstract (string Tenant, string Book) BookOf(T work);

    protected abstract string NameOf(T work);

    /// <summary>Goes on from where it is to the very end. May be called again after any failure.</summary>
    protected abstract Task Run(T work, CancellationToken cancel);

    /// <summary>There is more to do.</summary>
    public void Wake() => woken.Release();

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
                QueueLog.LookingFailed(log, failure.GetType().FullName!, failure.StackTrace);
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
        foreach (var work in await Unfinished(cancel))
            if (BookOf(work) is var book && books.Count < BooksAtOnce && !books.ContainsKey(book) && !resting.ContainsKey(book))
                books[book] = RunOne(work, cancel);
    }

    /// <summary>The oldest of its book; the next one is started when it has ended.</summary>
    /// <returns>False when it was interrupted.</returns>
    private async Task<bool> RunOne(T work, CancellationToken cancel)
    {
        await Task.Yield();
        try
        {
            await Run(work, cancel);
            return true;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception failure)
        {
            // Most likely a database that is away. It is never given up by itself: who does not want to wait cancels it.
            QueueLog.Interrupted(log, NameOf(work), failure.GetType().FullName!, failure.StackTrace);
            return false;
        }
    }

    /// <summary>Ends early, and well, when the server stops.</summary>
    private Task Pause(CancellationToken cancel) => Task.WhenAny(Task.Delay(AfterFailure, machine, cancel));
}

internal static partial class QueueLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Long work could not be looked after; it is tried again: {Failure} {Stack}")]
    public static partial void LookingFailed(ILogger log, string failure, string? stack);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Work} was interrupted and goes on soon: {Failure} {Stack}")]
    public static partial void Interrupted(ILogger log, string work, string failure, string? stack);
}
