using Contracts;
using Host.Api.Http;
using MediatR;

namespace Host.Api;

/// <summary>/v1/jobs: long work, whatever its kind. There are imports only, yet.</summary>
internal static class JobsApi
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var jobs = app.MapGroup("/v1/jobs").WithTags("Jobs");
        jobs.MapGet("/{id}", Get).Require(Scopes.Read).Produces<JobAnswer>();
        jobs.MapDelete("/{id}", Cancel).Require(Scopes.Write).Produces<JobAnswer>(202);
    }

    private static async Task<IResult> Get(HttpContext http, string id, IMediator door) =>
        Json.Answer(JobAnswer.Of(await door.Send(new GetImport(http.Principal(), id), http.RequestAborted)));

    private static async Task<IResult> Cancel(HttpContext http, string id, IMediator door) =>
        Json.Answer(JobAnswer.Of(await door.Send(new CancelImport(http.Principal(), id), http.RequestAborted)), 202);
}

/// <param name="Total">How much there is to do; null while that is not known.</param>
internal sealed record JobAnswer(string Id, string Kind, string Status, int Done, int? Total, IReadOnlyList<ImportErrorView> Errors)
{
    public static JobAnswer Of(ImportView import) => new(
        import.Id, "import", import.Status, import.Rows, import.EndedAt is null ? null : import.Rows, import.Errors ?? []);
}
