using System.Net;

namespace Host.Api;

/// <summary>What an admin's browser shows when the other side has led it back.</summary>
internal static class AuthorizedPage
{
    public static IResult Connected(string name) => Page(200, "Connected", $"{name} is connected. You can close this page.");

    public static IResult Failed(int status, string why) => Page(status, "Not connected", why);

    private static IResult Page(int status, string title, string text) => Results.Content(
        $$"""
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><title>{{title}}</title><style>body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem }</style></head>
        <body><h1>{{title}}</h1><p>{{WebUtility.HtmlEncode(text)}}</p></body>
        </html>
        """, "text/html; charset=utf-8", statusCode: status);
}
