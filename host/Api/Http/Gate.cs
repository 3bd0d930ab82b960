using Contracts;
using Host.Start;

namespace Host.Api.Http;

/// <summary>Until the server is ready, and from the moment it is told to stop, everything but <c>/health</c> is 503.</summary>
internal sealed class Gate(RequestDelegate next, Readiness readiness)
{
    public Task Invoke(HttpContext http)
    {
        if (readiness.IsOpen || http.Request.Path.StartsWithSegments("/health")) return next(http);
        throw new Refusal(503, "not-ready", $"The server does not take requests now: {string.Join("; ", readiness.Reasons)}.") { RetryAfter = 1 };
    }
}
