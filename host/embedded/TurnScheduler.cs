namespace Audiences.Embedded;

/// <summary>
/// Runs one thing at a time, in order, on the thread pool: turns, and, being a task scheduler, what follows an await
/// inside a grain, which so comes back to the grain.
/// </summary>
internal abstract class TurnScheduler : TaskScheduler, IThreadPoolWorkItem
{
    // After this many in a row the others in the thread pool's queue get their chance.
    private const int Slice = 256;

    // Turns, and tasks that continue turns.
    private ShortQueue<object> _work;
    private bool _scheduled;

    public sealed override int MaximumConcurrencyLevel => 1;

    protected Lock Gate { get; } = new();

    // Only a task has a scheduler, so one task runs all there is to run; a turn needs none of its own.
    void IThreadPoolWorkItem.Execute() =>
        new Task(static self => ((TurnScheduler)self!).Work(), this, TaskCreationOptions.DenyChildAttach).RunSynchronously(this);

    protected void Schedule_NeedsGate(object work)
    {
        _work.Enqueue(work);
        if (!_scheduled)
        {
            _scheduled = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
        }
    }

    protected sealed override void QueueTask(Task task)
    {
        lock (Gate)
        {
            Schedule_NeedsGate(task);
        }
    }

    // The task of Execute is the only one that comes here from outside.
    protected sealed override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && (Current == this || task.AsyncState == this) && TryExecuteTask(task);

    protected sealed override IEnumerable<Task> GetScheduledTasks() => [];

    private void Work()
    {
        var untouched = ExecutionContext.Capture()!;
        for (var done = 0; done < Slice; done++)
        {
            object? next;
            lock (Gate)
            {
                next = _work.Dequeue();
                if (next is null)
                {
                    _scheduled = false;
                    return;
                }
            }

            if (next is Turn turn)
            {
                turn.Begin();
            }
            else
            {
                TryExecuteTask((Task)next);
            }

            // What one sets in the execution context is not for the next.
            ExecutionContext.Restore(untouched);
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }
}
