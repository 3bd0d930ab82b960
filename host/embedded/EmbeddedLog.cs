using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Audiences.Embedded;

internal static partial class EmbeddedLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Grain} could not be activated; its callers have the error, the next call tries again")]
    public static partial void ActivationFailed(this ILogger log, Exception failure, GrainId grain);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Grain} failed while it was deactivated")]
    public static partial void DeactivationFailed(this ILogger log, Exception failure, GrainId grain);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A timer of {Grain} failed; it ticks on")]
    public static partial void TimerFailed(this ILogger log, Exception failure, GrainId grain);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stopped with {Activations} activations left; their unanswered calls were refused")]
    public static partial void StoppedEarly(this ILogger log, int activations);
}
