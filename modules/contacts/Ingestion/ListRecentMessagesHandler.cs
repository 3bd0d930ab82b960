using Contracts;
using MediatR;

namespace Contacts;

internal sealed class ListRecentMessagesHandler(RecentRings rings) : IRequestHandler<ListRecentMessages, IReadOnlyList<RecentMessage>>
{
    public Task<IReadOnlyList<RecentMessage>> Handle(ListRecentMessages request, CancellationToken cancel) =>
        Task.FromResult(rings.Newest(request.Who.Tenant, request.Who.Book, request.Rejected));
}
