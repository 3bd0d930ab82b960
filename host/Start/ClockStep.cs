using Contracts;
using Host.Clock;

namespace Host.Start;

/// <summary>The manual clock stands where it stood.</summary>
internal sealed class ClockStep(BusinessClock clock) : IStartStep
{
    public string Doing => "reading the clock";

    public Task Start(CancellationToken cancel) => clock is ManualClock manual ? manual.Load(cancel) : Task.CompletedTask;
}
