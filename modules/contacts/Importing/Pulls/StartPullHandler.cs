using Contacts.Stored;
using Contracts;
using MediatR;

namespace Contacts;

internal sealed class StartPullHandler(IImportStore store, ImportQueue queue, IMediator mediator, BusinessClock clock) : IRequestHandler<StartPull, ImportView>
{
    public async Task<ImportView> Handle(StartPull request, CancellationToken cancel)
    {
        var who = request.Who;
        var book = Books.Require(who, request.Book, Use.Write);
        var source = await mediator.Send(new RequireSource(who, request.Connection), cancel);
        await queue.RefuseIfFull(who.Tenant, book, cancel);
        // Forgotten for nothing if the import does not come about: the next one reads what it knows already.
        if (request.Full) await store.ForgetPull(who.Tenant, source.Id, book, cancel);
        var id = Guid.CreateVersion7().ToString("N");
        var import = new StoredImport(id, who, ImportViews.OwnerOf(who), book, ImportStatus.Queued, default, clock.Now, null, null, null, Shown: false)
        {
            Pull = new(source.Id, source.Name, source.Connector),
        };
        await store.Add(import, cancel);
        queue.Wake();
        return ImportViews.Show(import) with { Errors = [] };
    }
}
