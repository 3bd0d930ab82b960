using Host.Storage.PostgreSql;

namespace Host.Api.Http;

/// <summary>Throws an answer away that was worked out while another process may have taken the database over; <c>/health</c> tells of it.</summary>
internal sealed class LeaseFilter(PostgreSqlLease lease) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (context.HttpContext.Request.Path.StartsWithSegments("/health")) return await next(context);
        lease.Demand();
        var answer = await next(context);
        lease.Demand();
        return answer;
    }
}
