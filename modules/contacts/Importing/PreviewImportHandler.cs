using Contacts.Stored;
using Contracts;
using MediatR;

namespace Contacts;

internal sealed class PreviewImportHandler(IImportFiles files, FilePreview preview) : IRequestHandler<PreviewImport, ImportPreview>
{
    public async Task<ImportPreview> Handle(PreviewImport request, CancellationToken cancel)
    {
        var book = Books.Require(request.Who, request.Book, Use.Write);
        _ = FieldChoice.Read(request.Mapping);
        preview.RefuseIfFull();
        // No import waits for it: if a crash leaves it there, the next start removes it.
        var id = $"preview-{Guid.NewGuid():N}";
        await files.Save(id, request.File, cancel);
        try
        {
            return await preview.Of(id, request.Who, book, request.Mapping, cancel);
        }
        finally
        {
            files.Remove(id);
        }
    }
}
