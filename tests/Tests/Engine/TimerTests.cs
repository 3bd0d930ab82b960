using Orleans;
using Orleans.Runtime;

namespace Tests.Engine;

internal interface ITicking : IGrainWithStringKey
{
    Task Start(bool interleave);

    Task Hold();

    Task Stop();

    Task Leave();

    Task<int> Ticks();

    Task Again();

    Task StartEndless();

    /// <summary>A regular timer with this period, and a quick one beside it that interleaves and serves as a clock.</summary>
    Task StartBoth(TimeSpan period);

    Task StartBothAndHold(TimeSpan period);
}

internal sealed class TickingGrain(Probe probe) : Grain, ITicking
{
    private IGrainTimer? _timer;
    private TaskScheduler? _mine;
    private int _ticks;

    public Task Start(bool interleave)
    {
        _mine = TaskScheduler.Current;
        _timer = this.RegisterGrainTimer(Tick, new GrainTimerCreationOptions(TimeSpan.Zero, TimeSpan.FromMilliseconds(1)) { Interleave = interleave });
        return Task.CompletedTask;
    }

    public async Task Hold()
    {
        await probe.Gate("let go");
        probe.Note("let go");
    }

    public Task Stop()
    {
        _timer!.Dispose();
        return Task.CompletedTask;
    }

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task<int> Ticks() => Task.FromResult(_ticks);

    public Task Again()
    {
        _timer!.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    public Task StartEndless()
    {
        this.RegisterGrainTimer(
            async stopped =>
            {
                probe.Note("endless");
                await probe.Gate("never", stopped);
            }, TimeSpan.Zero, TimeSpan.Zero);
        return Task.CompletedTask;
    }

    public Task StartBoth(TimeSpan period)
    {
        var beside = 0;
        _timer = this.RegisterGrainTimer(() => Note("regular"), TimeSpan.Zero, period);
        this.RegisterGrainTimer(
            () => Note($"beside {++beside}"), new GrainTimerCreationOptions(TimeSpan.Zero, TimeSpan.FromMilliseconds(1)) { Interleave = true });
        return Task.CompletedTask;
    }

    public async Task StartBothAndHold(TimeSpan period)
    {
        await StartBoth(period);
        await Hold();
    }

    private Task Note(string what)
    {
        probe.Note(what);
        return Task.CompletedTask;
    }

    private async Task Tick()
    {
        _ticks++;
        await Task.Yield();
        probe.Note(TaskScheduler.Current == _mine ? $"tick {_ticks}" : "tick elsewhere");
        if (_ticks == 1)
        {
            throw new InvalidOperationException("the first tick fails");
        }
    }
}

public sealed class TimerTests
{
    [Fact]
    public async Task A_timer_ticks_on_its_grain_again_and_again_even_after_a_tick_that_failed()
    {
        await using var host = await EngineHost.With<TickingGrain>();
        await host.Grain<ITicking>("a").Start(interleave: false);
        await host.Probe.Until("tick 3");
        Assert.DoesNotContain("tick elsewhere", host.Probe.Happened);
    }

    [Fact]
    public async Task A_tick_is_a_turn_and_waits_for_the_call_before_it()
    {
        await using var host = await EngineHost.With<TickingGrain>();
        var ticking = host.Grain<ITicking>("a");
        var holding = ticking.StartBothAndHold(TimeSpan.FromMilliseconds(1));
        await host.Probe.Until("beside 10");
        Assert.DoesNotContain("regular", host.Probe.Happened);
        host.Probe.Open("let go");
        await holding;
        await host.Probe.Until("regular");
    }

    [Fact]
    public async Task An_interleaving_tick_runs_while_a_call_awaits()
    {
        await using var host = await EngineHost.With<TickingGrain>();
        var ticking = host.Grain<ITicking>("a");
        await ticking.Start(interleave: true);
        var holding = ticking.Hold();
        await host.Probe.Until("tick 5");
        host.Probe.Open("let go");
        await holding;
    }

    [Fact]
    public async Task A_disposed_timer_does_not_tick_again()
    {
        await using var host = await EngineHost.With<TickingGrain>();
        var ticking = host.Grain<ITicking>("a");
        await ticking.StartBoth(TimeSpan.FromMilliseconds(1));
        await host.Probe.Until("regular");
        await ticking.Stop();
        var ticks = Regular(host);
        await host.Probe.Until($"beside {Beside(host) + 10}");
        Assert.Equal(ticks, Regular(host));
    }

    [Fact]
    public async Task A_timer_with_no_period_ticks_once_and_again_when_it_is_changed()
    {
        await using var host = await EngineHost.With<TickingGrain>();
        var ticking = host.Grain<ITicking>("a");
        await ticking.StartBoth(Timeout.InfiniteTimeSpan);
        await host.Probe.Until("regular");
        await host.Probe.Until($"beside {Beside(host) + 10}");
        Assert.Equal(1, Regular(host));
        await ticking.Again();
        await host.Probe.Until($"beside {Beside(host) + 10}");
        Assert.Equal(2, Regular(host));
    }

    [Fact]
    public async Task A_timer_goes_with_its_activation()
    {
        await using var host = await EngineHost.With<TickingGrain>();
        var ticking = host.Grain<ITicking>("a");
        await ticking.Start(interleave: false);
        await host.Probe.Until("tick 2");
        await ticking.Leave();
        Assert.Equal(0, await ticking.Ticks());
    }

    [Fact]
    public void A_timer_made_outside_a_turn_is_refused() =>
        Assert.Throws<InvalidOperationException>(() => new TickingGrain(new Probe()).RegisterGrainTimer(() => Task.CompletedTask, TimeSpan.Zero, TimeSpan.Zero));

    private static int Regular(EngineHost host) => host.Probe.Happened.Count(what => what == "regular");

    private static int Beside(EngineHost host) => host.Probe.Happened.Count(what => what.StartsWith("beside", StringComparison.Ordinal));
}
