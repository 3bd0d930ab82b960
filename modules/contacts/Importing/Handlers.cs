using Contacts.Stored;
using Contracts;
using MediatR;

namespace Contacts;

// One door for what has been started: each handler only names who carries it out.

internal sealed class GetImportHandler(ImportViews views) : IRequestHandler<GetImport, ImportView>
{
    public async Task<ImportView> Handle(GetImport request, CancellationToken cancel) =>
        await views.Show(await views.Find(request.Who, request.Id, cancel), cancel);
}

internal sealed class ListImportsHandler(IImportStore store) : IRequestHandler<ListImports, IReadOnlyList<ImportView>>
{
    public async Task<IReadOnlyList<ImportView>> Handle(ListImports request, CancellationToken cancel)
    {
        var book = Books.Require(request.Who, request.Book, Use.Read);
        var owners = ImportViews.OwnersSeenBy(request.Who);
        return [.. (await store.List(request.Who.Tenant, book, owners, request.After, request.Limit, cancel)).Select(ImportViews.Show)];
    }
}

internal sealed class ListImportErrorsHandler(IImportStore store, ImportViews views) : IRequestHandler<ListImportErrors, IReadOnlyList<ImportErrorView>>
{
    public async Task<IReadOnlyList<ImportErrorView>> Handle(ListImportErrors request, CancellationToken cancel)
    {
        var import = await views.Find(request.Who, request.Id, cancel);
        var errors = await store.Errors(import.Who.Tenant, import.Id, request.After, request.Limit, cancel);
        return [.. errors.Select(error => new ImportErrorView(error.Row, error.Reason))];
    }
}
