namespace Host.Storage;

/// <summary>Something to be done on a session by one of the storage's threads, and somebody who waits for it.</summary>
internal abstract class Work(int bytes, CancellationToken cancel)
{
    public int Bytes => bytes;

    /// <summary>Gives up work whose owner has gone; true when it did.</summary>
    public bool CancelIfAsked()
    {
        if (!cancel.IsCancellationRequested) return false;
        Cancel(cancel);
        return true;
    }

    /// <summary>Says what <see cref="Run"/> will ask for, where asking at once is worth it.</summary>
    public abstract void LookAhead(Session session);

    /// <summary>May be run again after a rollback, so it must not change anything but the session.</summary>
    public abstract void Run(Session session);

    public abstract void Succeed();
    public abstract void Fail(Exception error);
    protected abstract void Cancel(CancellationToken cancel);
}

internal sealed class Work<T>(Func<Session, T> run, int bytes, CancellationToken cancel, Action<Session>? ahead = null) : Work(bytes, cancel)
{
    // Asynchronously: what waits must not go on in the writer's thread.
    readonly TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    T? result;

    public Task<T> Task => completion.Task;

    public override void LookAhead(Session session) => ahead?.Invoke(session);
    public override void Run(Session session) => result = run(session);
    public override void Succeed() => completion.TrySetResult(result!);
    public override void Fail(Exception error) => completion.TrySetException(error);
    protected override void Cancel(CancellationToken cancel) => completion.TrySetCanceled(cancel);
}
