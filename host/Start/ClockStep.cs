using Contracts;
using Host.Clock;

namespace Host.Start;

/// <summary>The manual clock stands where it stood; the machine's is watched, also while nobody asks it.</summary>
internal sealed class ClockStep(BusinessClock clock, TimeProvider machine) : IStartStep
{
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(1);

    private ITimer? watch;

    public string Doing => "reading the clock";

    public Task Start(CancellationToken cancel)
    {
        if (clock is ManualClock manual) return manual.Load(cancel);
        watch = machine.CreateTimer(_ => clock.GetUtcNow(), null, TimeSpan.Zero, Watched);
        return Task.CompletedTask;
    }

    public async Task Stop(CancellationToken cancel)
    {
        if (watch is not null) await watch.DisposeAsync();
    }
}
