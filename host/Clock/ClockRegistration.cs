using Contracts;

namespace Host.Clock;

internal static class ClockRegistration
{
    /// <param name="manual">Time moves only by <c>PUT /v1/clock</c>.</param>
    public static IServiceCollection AddClock(this IServiceCollection services, bool manual) => manual
        ? services.AddSingleton<BusinessClock, ManualClock>()
        : services.AddSingleton<BusinessClock, SystemClock>();
}
