using Contracts;
using MediatR;
using Sharing.Stored;

namespace Sharing;

internal sealed class ListConnectionsHandler(ConnectionAccess access, IConnectionStore store) : IRequestHandler<ListConnections, IReadOnlyList<ConnectionView>>
{
    public async Task<IReadOnlyList<ConnectionView>> Handle(ListConnections request, CancellationToken cancel)
    {
        ConnectionAccess.RequireAdmin(request.Principal);
        var all = await store.List(request.Principal.Tenant, request.Principal.Organisation, cancel);
        return [.. all.OrderBy(each => each.Name, StringComparer.OrdinalIgnoreCase).ThenBy(each => each.Id, StringComparer.Ordinal).Select(access.Show)];
    }
}

internal sealed class GetConnectionHandler(ConnectionAccess access) : IRequestHandler<GetConnection, ConnectionView>
{
    public async Task<ConnectionView> Handle(GetConnection request, CancellationToken cancel) =>
        access.Show(await access.Find(request.Principal, request.Id, cancel));
}

internal sealed class ListConnectionCallsHandler(ConnectionAccess access, IConnectors connectors)
    : IRequestHandler<ListConnectionCalls, IReadOnlyList<ConnectionCallView>>
{
    public async Task<IReadOnlyList<ConnectionCallView>> Handle(ListConnectionCalls request, CancellationToken cancel) =>
        connectors.CallsOf((await access.Find(request.Principal, request.Id, cancel)).Id);
}
