using System.Diagnostics;

namespace Host.Api.Http;

/// <summary>
/// One line a request: method, the route's pattern, status, duration. Never the path itself, the query or a body: they hold
/// e-mail addresses and names.
/// </summary>
internal sealed partial class RequestLog(RequestDelegate next, ILogger<RequestLog> log)
{
    public async Task Invoke(HttpContext http)
    {
        var since = Stopwatch.GetTimestamp();
        await next(http);
        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)";
        Write(log, Level(http), http.Request.Method, route, http.Response.StatusCode, Stopwatch.GetElapsedTime(since).TotalMilliseconds);
    }

    private static LogLevel Level(HttpContext http) =>
        http.Response.StatusCode >= 500 ? LogLevel.Warning
        : http.Request.Path.StartsWithSegments("/health") ? LogLevel.Debug
        : LogLevel.Information;

    [LoggerMessage(Message = "{Method} {Route} {Status} in {Ms} ms")]
    private static partial void Write(ILogger log, LogLevel level, string method, string route, int status, double ms);
}
