using Contracts;
using Host.Api.Http;
using MediatR;

namespace Host.Api;

/// <summary>/v1/messages, the links in them, and the mails that come back.</summary>
internal static class MessagesApi
{
    private const int LongestAddress = 320, LongestSubject = 998, LongestMail = 8 << 20;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/v1/messages", Send).WithTags("Messages").Require(Scopes.Admin).Accepts<NewMessageJson>("application/json").Produces<MessageSent>()
            .WithSummary("Sends one e-mail to one contact of the organisation who has subscribed, with a one-click way out.");
        app.MapGet("/v1/unsubscribe/{token}", Ask).WithTags("Messages").ReadsKeyItself().Produces(200, contentType: "text/html").WithSummary("Asks; it changes nothing, for programs follow links.");
        app.MapPost("/v1/unsubscribe/{token}", Unsubscribe).WithTags("Messages").ReadsKeyItself().Produces(200, contentType: "text/html")
            .WithSummary("By the button of that page, or by a mail program (RFC 8058).");
        app.MapPost("/v1/connectors/{id}/mail", TakeMail).WithTags("Messages").Require(Scopes.Write).Produces<MailTaken>()
            .WithSummary("A mail that came back, as it came: reports unsubscribe whom nothing can reach, replies are conversations.");
    }

    private static async Task<IResult> Send(HttpContext http, IMediator door)
    {
        var fields = new Fields(await Body.ReadJson(http));
        var (scheme, host) = CalledAs.Of(http.Request);
        var once = http.Request.Headers["Idempotency-Key"].ToString();
        var order = new SendEmail(
            http.Principal(), fields.RequiredText("connection"), fields.RequiredText("contact"), fields.RequiredText("from", LongestAddress), fields.Text("replyTo"),
            fields.RequiredText("subject", LongestSubject), fields.RequiredText("text", Body.OneMegabyte), fields.Text("html", Body.OneMegabyte), fields.Flag("transactional") ?? false,
            once.Length > 0 ? once : null, scheme == "https" ? $"https://{host}/v1/unsubscribe/{{token}}" : null);
        fields.End();
        return Json.Answer(await door.Send(order, http.RequestAborted));
    }

    private static async Task<IResult> Ask(HttpContext http, string token, IMediator door)
    {
        Close(http);
        return await door.Send(new KnowsUnsubscribe(token), http.RequestAborted) ? UnsubscribePage.Question() : UnsubscribePage.Unknown();
    }

    private static async Task<IResult> Unsubscribe(HttpContext http, string token, IMediator door)
    {
        Close(http);
        try
        {
            await door.Send(new Unsubscribe(token), http.RequestAborted);
            return UnsubscribePage.Done();
        }
        catch (Refusal unknown) when (unknown.Status == 404)
        {
            return UnsubscribePage.Unknown();
        }
    }

    // The address is all it takes.
    private static void Close(HttpContext http)
    {
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.Headers.CacheControl = "no-store";
    }

    private static async Task<IResult> TakeMail(HttpContext http, string id, IMediator door) =>
        Json.Answer(await door.Send(new TakeMail(http.Principal(), id, await Body.ReadBytes(http, LongestMail)), http.RequestAborted));

    /// <param name="Contact">An id, or <c>externalId:…</c>, <c>email:…</c>.</param>
    /// <param name="From">An address, alone or as <c>Ann &lt;ann@example.org&gt;</c>.</param>
    /// <param name="Transactional">True for what concerns a deed of the contact's, such as a receipt.</param>
    internal sealed record NewMessageJson(string Connection, string Contact, string From, string Subject, string Text, string? Html, string? ReplyTo, bool? Transactional);
}
