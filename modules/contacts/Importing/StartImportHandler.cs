using Contacts.Stored;
using Contracts;
using MediatR;

namespace Contacts;

internal sealed class StartImportHandler(IImportFiles files, IImportStore store, ImportQueue queue, IMediator mediator, BusinessClock clock)
    : IRequestHandler<StartImport, ImportView>
{
    public async Task<ImportView> Handle(StartImport request, CancellationToken cancel)
    {
        var book = Books.Require(request.Who, request.Book, Use.Write);
        if (request.Audience is { } audience) await mediator.Send(new RequireStaticAudience(request.Who, audience, book), cancel);
        var choice = FieldChoice.Read(request.Mapping);
        await queue.RefuseIfFull(request.Who.Tenant, book, cancel);
        var id = Guid.CreateVersion7().ToString("N");
        await files.Save(id, request.File, cancel);
        try
        {
            var header = ContactFile.Read(files, id, choice, form => form.Columns?.Signature);
            var import = new StoredImport(
                id, request.Who, ImportViews.OwnerOf(request.Who), book, ImportStatus.Queued, default, clock.Now, null, null, null, Shown: false,
                request.Audience) { Mapping = choice.IsEmpty ? null : choice.ToString(), Header = header };
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
}
