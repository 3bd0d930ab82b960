using Contracts;
using Host.Api.Http;
using MediatR;

namespace Host.Api;

/// <summary>/v1/share-recipients: type-ahead for those with whom an audience may be shared.</summary>
internal static class RecipientsApi
{
    private const int Longest = 200;

    public static void Map(IEndpointRouteBuilder app) => app.MapGroup("/v1").WithTags("Sharing")
        .MapGet("/share-recipients", Find).Require(Scopes.Read).Produces<Items<RecipientInfo>>()
        .WithSummary("Users, organisations and, where that is switched on, teams whose name or e-mail contains q, by name.");

    private static async Task<IResult> Find(HttpContext http, IMediator door, string? q)
    {
        if (q?.Length > Longest) throw Refusal.Invalid("q", $"is longer than {Longest} characters");
        var found = await door.Send(new FindRecipients(http.Principal(), q?.Trim() ?? "", Paging.Read(http).Limit), http.RequestAborted);
        return Json.Answer(new Items<RecipientInfo>(found));
    }
}
