using System.Text.Json;
using Contracts;
using Host.Api.Http;
using MediatR;

namespace Host.Api;

/// <summary>/v1/jobs: long work, whatever its kind; and actions on many contacts, which are such work.</summary>
internal static class JobsApi
{
    // 10,000 ids of 400 bytes.
    private const int LargestAction = 4 * Body.OneMegabyte;

    public static void Map(IEndpointRouteBuilder app)
    {
        var jobs = app.MapGroup("/v1/jobs").WithTags("Jobs");
        jobs.MapGet("", List).Require(Scopes.Read).Produces<Listing<JobView>>().WithSummary("Actions and imports of a book, newest first.");
        jobs.MapGet("/{id}", Get).Require(Scopes.Read).Produces<JobView>();
        jobs.MapDelete("/{id}", Cancel).Require(Scopes.Write).Produces<JobView>(202).WithSummary("It ends soon; what it has done stays.");
        app.MapPost("/v1/contacts/actions", Act).Require(Scopes.Write).WithTags("Contacts").Accepts<ActionJson>("application/json")
            .Produces<ActionTrial>().Produces<JobView>(202)
            .WithSummary("Does the same to many contacts. Whom it is about is fixed when it is answered; with dryRun nothing is done.");
    }

    private static async Task<IResult> Get(HttpContext http, string id, IMediator door)
    {
        try
        {
            return Json.Answer(await door.Send(new GetJob(http.Principal(), id), http.RequestAborted));
        }
        catch (Refusal unknown) when (unknown.Status == 404)
        {
            if (await door.Send(new GetShareJob(http.Principal(), id), http.RequestAborted) is { } job) return Json.Answer(job);
            throw;
        }
    }

    private static async Task<IResult> List(HttpContext http, IMediator door, string? book)
    {
        var paging = Paging.Read(http);
        var jobs = await door.Send(new ListJobs(http.Principal(), book, paging.After, paging.Limit + 1), http.RequestAborted);
        return Json.Answer(paging.Page(jobs, job => job.Id, job => job));
    }

    private static async Task<IResult> Cancel(HttpContext http, string id, IMediator door) =>
        Json.Answer(
            await door.Send(new CancelShareJob(http.Principal(), id), http.RequestAborted) ?? await door.Send(new CancelJob(http.Principal(), id), http.RequestAborted), 202);

    private static async Task<IResult> Act(HttpContext http, IMediator door, string? book)
    {
        var (action, dryRun) = Read(await Body.ReadJson(http, LargestAction), book);
        if (dryRun) return Json.Answer(await door.Send(new TryAction(http.Principal(), action), http.RequestAborted));
        var job = await door.Send(new StartAction(http.Principal(), action), http.RequestAborted);
        http.Response.Headers.Location = $"/v1/jobs/{job.Id}";
        return Json.Answer(job, 202);
    }

    private static (ContactAction Action, bool DryRun) Read(JsonElement body, string? book)
    {
        var fields = new Fields(body);
        // Null says something else than nothing: it takes a field away.
        var value = fields.Any("value") ?? (fields.Has("value") ? body.GetProperty("value") : null);
        var action = new ContactAction(
            fields.Texts("ids"), fields.Text("audience"), fields.Any("definition"), fields.Text("book") ?? book, fields.RequiredText("do"), value);
        var dryRun = fields.Flag("dryRun") ?? false;
        fields.End();
        return (action, dryRun);
    }

    /// <param name="Ids">At most 10,000; or audience, or definition.</param>
    /// <param name="Do">tag, untag, stage, segment, assign, archive, unarchive, share or erase.</param>
    /// <param name="Value">The tag; the stage, segment or user, null to take it away; a reason of archiving; the id of a team.</param>
    internal sealed record ActionJson(
        IReadOnlyList<string>? Ids, string? Audience, JsonElement? Definition, string? Book, string Do, string? Value, bool? DryRun);
}
