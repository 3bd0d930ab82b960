using System.Diagnostics;
using Contracts;
using Host.Api.Http;
using MediatR;

namespace Host.Api;

/// <summary>What the server's memory is used for.</summary>
internal static class MemoryApi
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/v1/memory", Show).Require(Scopes.Admin).WithTags("Health").Produces<MemoryJson>()
            .WithSummary("What the process takes in memory, and what the partitions of all tenants take of that, line by line, in bytes.");

    private static async Task<IResult> Show(HttpContext http, IMediator mediator)
    {
        var lines = await mediator.Send(new MeasurePartitions(), http.RequestAborted);
        using var process = Process.GetCurrentProcess();
        var managed = GC.GetTotalMemory(forceFullCollection: false);
        return Json.Answer(new MemoryJson(
            process.WorkingSet64, managed, managed - lines.Sum(line => line.Bytes), [.. lines.Select(line => new MemoryLineJson(line.Name, line.Bytes))]));
    }
}

/// <param name="Resident">All of the process, with the runtime and what the database keeps.</param>
/// <param name="Managed">What is held by objects, and what they left since they were last collected.</param>
/// <param name="Rest">Of that, what is in no line: contacts that lie open, activations of grains, requests, garbage.</param>
internal sealed record MemoryJson(long Resident, long Managed, long Rest, IReadOnlyList<MemoryLineJson> Lines);

internal sealed record MemoryLineJson(string Name, long Bytes);
