using Contacts.Stored;
using Contracts;
using MediatR;

namespace Contacts;

internal sealed class StartImportHandler(IImportFiles files, IImportStore store, ImportQueue queue, BusinessClock clock)
    : IRequestHandler<StartImport, ImportView>
{
    public async Task<ImportView> Handle(StartImport request, CancellationToken cancel)
    {
        var book = Books.Require(request.Who, request.Book, Use.Write);
        await queue.RefuseIfFull(request.Who.Tenant, book, cancel);
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
            // After these no import waits for the file. After any other one may: if none does, the next start removes it.
            if (failure is Refusal or OperationCanceledException) files.Remove(id);
            else queue.Wake();
            throw;
        }
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
            throw new Refusal(503, "disk-failed", "The file could not be read back. The operator finds out why; send it again later.") { RetryAfter = 60 };
        }
    }
}
