using Contracts;
using MediatR;

namespace Contacts;

internal sealed class UpsertContactHandler(UpsertRun run, ContactViews views, CustomFieldCheck customFields) : IRequestHandler<UpsertContact, ContactWritten>
{
    public async Task<ContactWritten> Handle(UpsertContact request, CancellationToken cancel)
    {
        ContactBody.Require(request.Body);
        var book = Books.Require(request.Who, request.Book ?? ContactBody.Book(request.Body), Use.Write);
        await customFields.Require(request.Who.Tenant, book, request.Body, cancel);
        var (contact, created) = await run.Go(request.Who, book, request.Body, cancel);
        return new(await views.Show(request.Who, contact, cancel), created);
    }
}
