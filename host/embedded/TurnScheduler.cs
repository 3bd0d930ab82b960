namespace Audiences.Embedded;

/// <summary>
/// Runs one thing at a time, in order, on the thread pool. Being a task scheduler it also gets what follows an await
/// inside a grain, which so comes back to the grain.
/// </summary>
internal abstract class TurnScheduler : TaskScheduler, IThreadPoolWorkItem
{
    // After this many in a row the others in the thread pool's queue get their chance.
    private const int Slice = 256;

    private readonly Queue<Task> _work = new();
    private bool _scheduled;

    public sealed override int MaximumConcurrencyLevel => 1;

    protected Lock Gate { get; } = new();

    void IThreadPoolWorkItem.Execute()
    {
        var untouched = ExecutionContext.Capture();
        for (var done = 0; done < Slice; done++)
        {
            Task? next;
            lock (Gate)
            {
                if (!_work.TryDequeue(out next))
                {
                    _scheduled = false;
                    return;
                }
            }

            TryExecuteTask(next);
            if (untouched is not null)
            {
                // A task made without an execution context leaves on the thread what it sets in it.
                ExecutionContext.Restore(untouched);
            }
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    protected sealed override void QueueTask(Task task)
    {
        lock (Gate)
        {
            _work.Enqueue(task);
            if (_scheduled)
            {
                return;
            }

            _scheduled = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    protected sealed override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && Current == this && TryExecuteTask(task);

    protected sealed override IEnumerable<Task> GetScheduledTasks()
    {
        lock (Gate)
        {
            return [.. _work];
        }
    }
}
