using Contracts;
using Host.Clock;
using Host.Start;

namespace Host.Api.Http;

/// <summary>
/// Until the server is ready, and from the moment it is told to stop, everything but <c>/health</c> and open <c>/metrics</c> is 503. While the machine's clock is
/// in doubt, only reads are answered: a write would be dated by it.
/// </summary>
internal sealed class Gate(RequestDelegate next, Readiness readiness, BusinessClock clock)
{
    public Task Invoke(HttpContext http)
    {
        if (http.Request.Path.StartsWithSegments("/health") || IsOpenMetrics(http)) return next(http);
        if (!readiness.IsOpen)
            throw new Refusal(503, "not-ready", $"The server does not take requests now: {string.Join("; ", readiness.Reasons)}.") { RetryAfter = 1 };
        if (clock is SystemClock { Doubt: { } doubt } && IsWrite(http))
            throw new Refusal(503, "clock-in-doubt", $"The server takes no write now: {doubt}.") { RetryAfter = 30 };
        return next(http);
    }

    // Whoever watches wants most to know when something is wrong; a key could not be looked up then.
    private static bool IsOpenMetrics(HttpContext http) =>
        http.Request.Path == MetricsApi.Path && http.GetEndpoint()?.Metadata.GetMetadata<RequiredScopes>() is null;

    private static bool IsWrite(HttpContext http) =>
        !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method) && !HttpMethods.IsOptions(http.Request.Method)
        && http.GetEndpoint()?.Metadata.GetMetadata<AnsweredInDoubt>() is null;
}

internal sealed record AnsweredInDoubt;

internal static class GateRoutes
{
    /// <summary>The route is no read, and answered all the same while the machine's clock is in doubt.</summary>
    public static T WorksInDoubt<T>(this T route) where T : IEndpointConventionBuilder => route.WithMetadata(new AnsweredInDoubt());
}
