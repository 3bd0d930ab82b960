using Contracts;
using Host.Api.Http;
using MediatR;

namespace Host.Api;

/// <summary>/v1/conversations: e-mails, meetings and calls, by which people become known.</summary>
internal static class ConversationsApi
{
    private static readonly string[] Kinds = ["email", "meeting", "call"];

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/v1/conversations", Note).WithTags("Contacts").Require(Scopes.Write).Accepts<ConversationJson>("application/json").Produces<ConversationNoted>()
            .WithSummary("Makes contacts of who took part; who is only ever in copy is archived after 30 days.");

    private static async Task<IResult> Note(HttpContext http, IMediator door, string? book)
    {
        var fields = new Fields(await Body.ReadJson(http));
        var kind = fields.RequiredText("kind");
        var order = new NoteConversation(
            http.Principal(), Kinds.Contains(kind) ? kind : fields.Wrong<string>("kind", $"is one of {string.Join(", ", Kinds)}") ?? "",
            fields.RequiredText("id", longest: 255), fields.Time("at") ?? fields.Wrong<Instant>("at", "is required"),
            fields.RequiredText("from"), [.. fields.Texts("to") ?? []], [.. fields.Texts("cc") ?? []], fields.Text("book") ?? book);
        fields.End();
        return Json.Answer(await door.Send(order, http.RequestAborted));
    }
}

/// <param name="Kind">email, meeting or call.</param>
internal sealed record ConversationJson(string Kind, string Id, string At, string From, string[] To, string[]? Cc, string? Book);
