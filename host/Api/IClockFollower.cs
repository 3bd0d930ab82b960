using Contracts;

namespace Host.Api;

/// <summary>Has work that falls due as business time passes.</summary>
internal interface IClockFollower
{
    /// <summary>Returns when everything due by <paramref name="now"/> is applied and durable.</summary>
    Task CatchUp(Instant now, CancellationToken cancel);
}
