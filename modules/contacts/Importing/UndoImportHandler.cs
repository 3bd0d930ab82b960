using Contacts.Stored;
using Contracts;
using MediatR;

namespace Contacts;

internal sealed class UndoImportHandler(IImportStore store, ImportViews views, ImportQueue queue) : IRequestHandler<UndoImport, ImportView>
{
    public async Task<ImportView> Handle(UndoImport request, CancellationToken cancel)
    {
        var import = await views.Find(request.Who, request.Id, cancel);
        Books.Require(request.Who, import.Book, Use.Write);
        import = await store.Undo(import.Who.Tenant, import.Id, cancel) ?? import;
        if (import.Undo is null)
            throw new Refusal(409, "import-runs", "The import has not come to its end. Wait for it, or cancel it: DELETE /v1/jobs/{id}.") { RetryAfter = 5 };
        queue.Wake();
        return await views.Show(import, cancel);
    }
}
