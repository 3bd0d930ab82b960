using Contracts;
using MediatR;

namespace Contacts;

internal sealed class UpsertContactHandler(UpsertRun run, ContactViews views, IMediator mediator) : IRequestHandler<UpsertContact, ContactWritten>
{
    public async Task<ContactWritten> Handle(UpsertContact request, CancellationToken cancel)
    {
        ContactBody.Require(request.Body);
        var book = Books.Require(request.Who, request.Book ?? ContactBody.Book(request.Body), Use.Write);
        var fitted = await new BodyRules(mediator, request.Who.Tenant).Require(book, request.Body, cancel);
        var (contact, created) = await run.Go(request.Who, book, fitted.Body, cancel, fitted.Steps);
        return new(await views.Show(request.Who, contact, cancel), created);
    }
}
