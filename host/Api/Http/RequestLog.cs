using System.Diagnostics;

namespace Host.Api.Http;

/// <summary>
/// One line a request, and the name of its trace: method, the route's pattern, status, duration. Never the path itself, the query or a body: they hold
/// e-mail addresses and names.
/// </summary>
internal sealed partial class RequestLog(RequestDelegate next, ILogger<RequestLog> log)
{
    public async Task Invoke(HttpContext http)
    {
        var since = Stopwatch.GetTimestamp();
        await next(http);
        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)";
        Name(Activity.Current, http, route);
        Write(log, Level(http), http.Request.Method, route, http.Response.StatusCode, Stopwatch.GetElapsedTime(since).TotalMilliseconds);
    }

    // ASP.NET's own tags would have the path.
    private static void Name(Activity? request, HttpContext http, string route)
    {
        if (request is not { IsAllDataRequested: true }) return;
        request.DisplayName = $"{http.Request.Method} {route}";
        request.SetTag("http.request.method", http.Request.Method).SetTag("http.route", route).SetTag("http.response.status_code", http.Response.StatusCode);
    }

    private static LogLevel Level(HttpContext http) =>
        http.Response.StatusCode >= 500 ? LogLevel.Warning
        : http.Request.Path.StartsWithSegments("/health") ? LogLevel.Debug
        : LogLevel.Information;

    [LoggerMessage(Message = "{Method} {Route} {Status} in {Ms} ms")]
    private static partial void Write(ILogger log, LogLevel level, string method, string route, int status, double ms);
}
