using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Host.Plugins.Calling;

/// <summary>What is tried again, and what rests: by connection, because one that is down says nothing of the others.</summary>
internal static class ConnectionPolicy
{
    public static ResiliencePipeline Make(CallPolicy policy, TimeProvider machine) => new ResiliencePipelineBuilder { TimeProvider = machine }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = failed => ValueTask.FromResult(IsWorthARetry(failed.Outcome.Exception, policy)),
            MaxRetryAttempts = Math.Max(1, policy.Retries),
            Delay = policy.RetryDelay,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            DelayGenerator = failed => ValueTask.FromResult((failed.Outcome.Exception as ConnectorCallFailed)?.RetryAfter),
        })
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            ShouldHandle = failed => ValueTask.FromResult(failed.Outcome.Exception is ConnectorCallFailed { Failure: CallFailure.Unavailable or CallFailure.TimedOut }),
            FailureRatio = 0.5,
            MinimumThroughput = policy.TriesBeforeRest,
            SamplingDuration = TimeSpan.FromMinutes(1),
            BreakDuration = policy.Rest,
        })
        .Build();

    // A call that timed out is not made again at once: whoever is slow would have two of them.
    private static bool IsWorthARetry(Exception? failure, CallPolicy policy) =>
        failure is ConnectorCallFailed { Failure: CallFailure.Unavailable } failed && !(failed.RetryAfter > policy.LongestRetryDelay);
}
