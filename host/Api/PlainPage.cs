using System.Net;

namespace Host.Api;

/// <summary>A page that says one thing to somebody's browser.</summary>
internal static class PlainPage
{
    /// <param name="html">What follows the text, as it is.</param>
    public static IResult Of(int status, string title, string text, string html = "") => Results.Content(
        $$"""
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{title}}</title><style>body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem }</style></head>
        <body><h1>{{title}}</h1><p>{{WebUtility.HtmlEncode(text)}}</p>{{html}}</body>
        </html>
        """, "text/html; charset=utf-8", statusCode: status);
}
