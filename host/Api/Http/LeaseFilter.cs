using Host.Storage.PostgreSql;

namespace Host.Api.Http;

/// <summary>Throws an answer away that was worked out while another process may have taken the database over.</summary>
internal sealed class LeaseFilter(PostgreSqlLease lease) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        lease.Demand();
        var answer = await next(context);
        lease.Demand();
        return answer;
    }
}
