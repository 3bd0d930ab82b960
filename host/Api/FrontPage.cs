using System.Net;
using Host.Start;

namespace Host.Api;

/// <summary>What a browser shows at <c>/</c>: that the server runs, and what to do first. Everything is in the page itself.</summary>
internal static class FrontPage
{
    public static IResult Show(HttpContext http, Settings settings)
    {
        var here = WebUtility.HtmlEncode($"{http.Request.Scheme}://{http.Request.Host}");
        var clock = settings.ManualClock
            ? "moved by hand: <code>PUT /v1/clock</code> (<code>Clock__Manual=true</code>, for tests and trials)"
            : "the machine’s";
        return Results.Content($$"""
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <meta name="color-scheme" content="light dark">
            <title>Audiences</title>
            <style>
              body { font: 16px/1.55 system-ui, sans-serif; max-width: 48rem; margin: 3rem auto; padding: 0 1.2rem }
              h1 small { font-weight: normal; opacity: .6; font-size: 1rem }
              pre, dl { background: color-mix(in srgb, currentColor 7%, transparent); border-radius: .5rem; padding: .8rem 1rem }
              pre { white-space: pre-wrap; overflow-wrap: anywhere }
              code, pre { font: .88rem/1.5 ui-monospace, monospace }
              dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.2rem; margin: 0 } dd { margin: 0; overflow-wrap: anywhere }
              li { margin: .3rem 0 }
            </style>
            <h1>Audiences <small>{{HealthApi.Version}} is running</small></h1>
            <p>It keeps saved groups of contacts exact at every instant: contacts and events come in, an audience is a definition over
            them, and membership follows by itself.</p>
            <h2>First steps</h2>
            <p>Everything under <code>/v1</code> takes a key. It is the <code>AUDIENCES_ADMIN_KEY</code> that the server was started with,
            or the one it printed at its first start; <code>audiences keys new --admin</code>, on this machine, makes another.</p>
            <pre>export AUDIENCES_ADMIN_KEY=…
            curl -H "Authorization: Bearer $AUDIENCES_ADMIN_KEY" {{here}}/v1/me</pre>
            <p>A thousand invented people and six audiences to look at, and away with them again (in a clone of the repository,
            <code>dotnet run --project host --</code> stands for <code>audiences</code>):</p>
            <pre>audiences demo load --url {{here}}
            curl -H "Authorization: Bearer $AUDIENCES_ADMIN_KEY" "{{here}}/v1/audiences?q=demo"
            audiences demo remove --url {{here}}</pre>
            <p>Then README’s <em>Five minutes</em>: an audience of your own, events by Segment’s SDK, and time that moves as you say.</p>
            <p><a href="/builder">The audience builder</a> counts while you choose conditions; it asks for the key.</p>
            <h2>This server</h2>
            <dl>
              <dt>Data</dt><dd><code>{{WebUtility.HtmlEncode(settings.DataFolder)}}</code> (SQLite)</dd>
              <dt>Clock</dt><dd>{{clock}}</dd>
              <dt>Grain engine</dt><dd>{{Engine.Name}}</dd>
            </dl>
            <ul>
              <li><a href="/openapi/v1.json">/openapi/v1.json</a> describes every route</li>
              <li><a href="/health/ready">/health/ready</a> says whether reads are exact and writes are taken; <a href="/health/live">/health/live</a>, whether the process runs</li>
              <li><code>audiences doctor</code> looks at port, folder, disk, clock, key and database</li>
            </ul>
            </html>
            """, "text/html; charset=utf-8");
    }
}
