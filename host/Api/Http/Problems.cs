using System.Data.Common;
using Contracts;
using Host.Storage;
using Orleans.Runtime;
using Orleans.Storage;

namespace Host.Api.Http;

/// <summary>Every failure leaves here as a problem document: refusals as they are, the unexpected without its details.</summary>
internal sealed partial class Problems(RequestDelegate next, ILogger<Problems> log)
{
    public async Task Invoke(HttpContext http)
    {
        try
        {
            await next(http);
            if (IsBare(http.Response)) await Problem.Write(http, Bare(http.Response.StatusCode));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The sender has gone, nobody reads an answer.
            if (!http.Response.HasStarted) http.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        catch (Exception failure) when (!http.Response.HasStarted)
        {
            await Answer(http, failure);
        }
        catch (Exception failure)
        {
            // Part of the answer is out; cutting the connection is the only way left to say that it is not whole.
            LogFailure(log, http.Response.StatusCode, failure.GetType().FullName!, failure.StackTrace);
            http.Abort();
        }
    }

    private Task Answer(HttpContext http, Exception failure)
    {
        var refusal = Explain(failure);
        if (failure is not (Refusal or BadHttpRequestException or LimitExceededException or PartitionNotReadyException))
            // The message is left out: it may quote what was sent.
            LogFailure(log, refusal.Status, failure.GetType().FullName!, failure.StackTrace);
        var tag = http.Response.Headers.WWWAuthenticate;
        http.Response.Clear();
        http.Response.Headers.WWWAuthenticate = refusal.Status == 401 ? "Bearer realm=\"audiences\"" : tag;
        return Problem.Write(http, refusal);
    }

    private static Refusal Explain(Exception failure) => failure switch
    {
        Refusal refusal => refusal,
        BadHttpRequestException { StatusCode: 413 } => new(413, "too-large", "The body is larger than this route takes."),
        _ when DiskFull.Is(failure) => DiskFull.Refusal(),
        BadHttpRequestException bad => new(bad.StatusCode, "bad-request", "The request cannot be read as HTTP."),
        InconsistentStateException => new(409, "changed-meanwhile", "It was changed by somebody else at the same moment. Read it and try again."),
        LimitExceededException => Refusal.Overloaded(),
        // Engines wrap what storage throws under a grain's state.
        OrleansException { InnerException: { } inner } => Explain(inner),
        PartitionNotReadyException or OrleansMessageRejectionException or DbException or DatabaseUnusableException or TimeoutException or OperationCanceledException => Refusal.NotReady(),
        OutcomeUnknownException => new(503, "outcome-unknown", "The database did not confirm it: it may or may not have been done. Read it, or send it again.") { RetryAfter = 1 },
        _ => new(500, "internal", "The server failed at this. The log has more under the traceId."),
    };

    private static bool IsBare(HttpResponse response) =>
        response.StatusCode >= 400 && !response.HasStarted && response.ContentType is null && response.ContentLength is null or 0;

    private static Refusal Bare(int status) => status switch
    {
        404 => new(404, "unknown-route", "There is no such route; /openapi/v1.json lists them all."),
        405 => new(405, "method-not-allowed", "The route does not take this method; the header Allow names those it takes."),
        _ => new(status, "refused", "The request was refused."),
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "Answered {Status} after {Failure}: {Stack}")]
    private static partial void LogFailure(ILogger log, int status, string failure, string? stack);
}
