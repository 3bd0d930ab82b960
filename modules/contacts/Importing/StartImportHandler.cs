using Contacts.Stored;
using Contracts;
using MediatR;

namespace Contacts;

internal sealed class StartImportHandler(IImportFiles files, IImportStore store, ImportQueue queue, BusinessClock clock)
    : IRequestHandler<StartImport, ImportView>
{
    private const int MostWaiting = 100;

    public async Task<ImportView> Handle(StartImport request, CancellationToken cancel)
    {
        var book = ContactDoor.BookOf(request.Who, request.Book);
        await RefuseIfManyWait(request.Who.Tenant, book, cancel);
        var id = Guid.CreateVersion7().ToString("N");
        await files.Save(id, request.File, cancel);
        try
        {
            RefuseUnlessReadable(id);
            var import = new StoredImport(
                id, request.Who, ImportViews.OwnerOf(request.Who), book, ImportStatus.Queued, default, clock.Now, null, null, null, Shown: false);
            await store.Add(import, cancel);
            queue.Wake();
            return ImportViews.Show(import) with { Errors = [] };
        }
        catch (Exception failure)
        {
            // Of these it is certain that no import waits for the file. After any other one may, so the file stays: if none does,
            // the next start removes it.
            if (failure is Refusal or OperationCanceledException) files.Remove(id);
            else queue.Wake();
            throw;
        }
    }

    private async Task RefuseIfManyWait(string tenant, string book, CancellationToken cancel)
    {
        var waiting = (await store.Unfinished(cancel)).Count(import => !import.HasEnded && import.Who.Tenant == tenant && import.Book == book);
        if (waiting >= MostWaiting)
            throw new Refusal(429, "too-many-imports", $"{waiting} imports of this book wait already. Send the file again when some have ended.") { RetryAfter = 60 };
    }

    private void RefuseUnlessReadable(string id)
    {
        try
        {
            using var file = files.Open(id) ?? throw Refusal.NotReady();
            _ = new ContactFile(file).Head;
        }
        catch (IOException)
        {
            throw new Refusal(503, "disk-failed", "The file could not be read back from the data folder. The operator finds out why; send it again later.")
            {
                RetryAfter = 60,
            };
        }
    }
}
