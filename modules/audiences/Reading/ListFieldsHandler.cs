using Audiences.Lifecycle;
using Audiences.Rules;
using Contracts;
using MediatR;

namespace Audiences.Reading;

internal sealed class ListFieldsHandler(AllPartitions partitions, IMediator mediator) : IRequestHandler<ListFields, IReadOnlyList<FieldView>>
{
    public async Task<IReadOnlyList<FieldView>> Handle(ListFields request, CancellationToken cancel)
    {
        var book = Books.RequireSeen(request.Principal, request.Book);
        var defined = await mediator.Send(new CustomFieldsOf(request.Principal.Tenant, book), cancel);
        var parts = await Task.WhenAll((await partitions.Of(request.Principal.Tenant, cancel)).Select(partition => partition.Fields(book)));
        var fields = new BookFields();
        foreach (var part in parts.SelectMany(part => part))
            part.AddTo(fields);
        return new FieldListing(fields, defined, await mediator.Send(new OrganisingOf(request.Principal.Tenant, book), cancel)).All();
    }
}
