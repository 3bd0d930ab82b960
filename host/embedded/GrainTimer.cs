using Orleans.Runtime;

namespace Audiences.Embedded;

/// <summary>A timer of one activation. A tick is a turn like a call; the next is set when it has ended.</summary>
internal sealed class GrainTimer : IGrainTimer
{
    private readonly Activation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly GrainTimerCreationOptions _options;
    private readonly CancellationTokenSource _stopped = new();
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private TimeSpan _next;
    private TimeSpan _period;
    private bool _ticking;

    private GrainTimer(Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        _activation = activation;
        _callback = callback;
        _options = options;
        _timer = WithoutContext.Run(() => TimeProvider.System.CreateTimer(
            static timer => ((GrainTimer)timer!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
    }

    public static GrainTimer Register(IGrainContext context, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        if (context is not Activation activation || TaskScheduler.Current != activation)
        {
            throw new InvalidOperationException("A grain registers its timers in its own turns.");
        }

        var timer = new GrainTimer(activation, callback, options);
        timer.Change(options.DueTime, options.Period);
        activation.Own(timer);
        return timer;
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            (_next, _period) = (dueTime, period);
            if (!_ticking)
            {
                _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dispose()
    {
        _stopped.Cancel();
        _timer.Dispose();
        _activation.Disown(this);
    }

    private void Tick()
    {
        lock (_gate)
        {
            _ticking = true;
            _next = _period;
        }

        _activation.Receive(new TimerTurn(this));
    }

    private async Task RunAsync()
    {
        try
        {
            if (!_stopped.IsCancellationRequested)
            {
                await _callback(_stopped.Token);
            }
        }
        catch (Exception failure)
        {
            _activation.Engine.Log.TimerFailed(failure, _activation.GrainId);
        }

        lock (_gate)
        {
            _ticking = false;
            _timer.Change(_next, Timeout.InfiniteTimeSpan);
        }
    }

    private sealed class TimerTurn(GrainTimer timer) : Turn(timer._activation.Engine, null)
    {
        public override bool Interleaves => timer._options.Interleave;

        public override bool DiesWithActivation => true;

        public override bool CountsAsUse => timer._options.KeepAlive;

        public override void Reject(Exception reason) { }

        public override string ToString() => "timer";

        protected override void Run() => _ = EndAfterAsync(timer.RunAsync());

        private async Task EndAfterAsync(Task tick)
        {
            await tick;
            Activation.End(this);
        }
    }
}
