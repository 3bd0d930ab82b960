using Contacts.Stored;
using Contracts;
using MediatR;

namespace Contacts;

internal sealed class StartImportHandler(IImportFiles files, IImportStore store, ImportQueue queue, BusinessClock clock)
    : IRequestHandler<StartImport, ImportView>
{
    public async Task<ImportView> Handle(StartImport request, CancellationToken cancel)
    {
        var book = ContactDoor.BookOf(request.Who, request.Book);
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
        catch
        {
            files.Remove(id);
            throw;
        }
    }

    private void RefuseUnlessReadable(string id)
    {
        using var file = files.Open(id) ?? throw Refusal.NotReady();
        _ = new ContactFile(file).Head;
    }
}
