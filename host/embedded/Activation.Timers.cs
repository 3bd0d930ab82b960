namespace Audiences.Embedded;

/// <summary>The timers of an activation, which go when it goes.</summary>
internal sealed partial class Activation
{
    private List<GrainTimer>? _timers;

    public void Own(GrainTimer timer)
    {
        lock (Gate)
        {
            (_timers ??= []).Add(timer);
        }
    }

    public void Disown(GrainTimer timer)
    {
        lock (Gate)
        {
            _timers?.Remove(timer);
        }
    }

    /// <summary>Before the calls under way are waited for, because a tick among them may run until it is told to stop.</summary>
    public void StopTimers()
    {
        List<GrainTimer>? timers;
        lock (Gate)
        {
            (timers, _timers) = (_timers, null);
        }

        timers?.ForEach(timer => timer.Dispose());
    }
}
