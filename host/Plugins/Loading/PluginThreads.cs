namespace Host.Plugins.Loading;

/// <summary>
/// Threads for one plugin's code, so that one that blocks does not take them from the requests. They come when needed, up to a number, and go
/// when idle.
/// </summary>
internal sealed class PluginThreads(string name, int most) : TaskScheduler
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    private readonly Queue<Task> waiting = new();
    private int running;
    private int idle;
    private bool stopped;

    public override int MaximumConcurrencyLevel => most;

    /// <summary>Nothing of the caller goes along: no request, no trace, no culture.</summary>
    public Task<T> Run<T>(Func<Task<T>> work)
    {
        using var apart = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        var task = new Task<Task<T>>(work);
        task.Start(this);
        return task.Unwrap();
    }

    /// <summary>Idle threads end now, the others when they have nothing more to do.</summary>
    public void Stop()
    {
        lock (waiting)
        {
            stopped = true;
            Monitor.PulseAll(waiting);
        }
    }

    protected override void QueueTask(Task task)
    {
        lock (waiting)
        {
            waiting.Enqueue(task);
            if (waiting.Count <= idle) Monitor.Pulse(waiting);
            else if (running < most)
            {
                running++;
                new Thread(Work) { IsBackground = true, Name = $"plugin {name}" }.UnsafeStart();
            }
        }
    }

    // What waits for another of its tasks is served by another thread.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (waiting) return [.. waiting];
    }

    private void Work()
    {
        while (WorkOnce())
        {
        }
    }

    // By itself, so that no task is held by the stack of an idle thread.
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private bool WorkOnce()
    {
        if (Take() is not { } task) return false;
        TryExecuteTask(task);
        return true;
    }

    private Task? Take()
    {
        lock (waiting)
        {
            while (waiting.Count == 0)
            {
                idle++;
                var woken = !stopped && Monitor.Wait(waiting, Idle);
                idle--;
                if (woken || waiting.Count > 0) continue;
                running--;
                return null;
            }
            return waiting.Dequeue();
        }
    }
}
