namespace Audiences.Embedded;

/// <summary>A call of a grain method on its way, and the promise of its answer.</summary>
internal abstract class Call(GrainMethod method, EmbeddedEngine engine, Turn? caller, object?[] args) : Turn(engine, caller)
{
    private int _inDoor = caller is null ? 1 : 0;
    private CancellationTokenRegistration _givingUp;
    private object?[] _args = args;

    public override bool Interleaves => method.Interleaves;

    public override bool ReadOnly => method.ReadOnly;

    protected GrainMethod Method => method;

    protected abstract Task AnswerTask { get; }

    /// <summary>False if the call is not to be sent: the engine is stopping, the caller has given up, an argument cannot travel.</summary>
    public bool Prepare()
    {
        if (_inDoor == 1 && !Engine.Door.TryEnter())
        {
            Fail(EmbeddedEngine.Stopping());
            return false;
        }

        try
        {
            _args = Engine.Codec?.CopyArguments(method.Method, _args) ?? _args;
        }
        catch (Exception refused)
        {
            Reject(refused);
            return false;
        }

        WatchCaller();
        if (AnswerTask.IsCompleted)
        {
            Leave();
            return false;
        }

        return true;
    }

    public override void Reject(Exception reason)
    {
        Leave();
        Fail(reason);
    }

    public override string ToString() => method.ToString();

    protected override void Run()
    {
        if (AnswerTask.IsCompleted)
        {
            // Given up while it was waiting.
            End();
            return;
        }

        Task work;
        try
        {
            work = method.Run(Activation.GrainInstance!, _args);
        }
        catch (Exception thrown)
        {
            End();
            Fail(thrown);
            return;
        }

        if (work.IsCompleted)
        {
            Finish(work);
        }
        else
        {
            work.ContinueWith(static (work, call) => ((Call)call!).Finish(work), this, CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously | TaskContinuationOptions.DenyChildAttach, TaskScheduler.Default);
        }
    }

    protected abstract void Settle(Task work);

    protected abstract void Fail(Exception reason);

    protected abstract void GiveUp(CancellationToken token);

    // The grain is free again before the answer is out, so that a caller who has it can count on that.
    private void Finish(Task work)
    {
        End();
        Settle(work);
    }

    private void End()
    {
        Activation.End(this);
        Leave();
    }

    private void Leave()
    {
        _givingUp.Dispose();
        if (Interlocked.Exchange(ref _inDoor, 0) == 1)
        {
            // Once: a call that was abandoned may still come to its end.
            Engine.Door.Leave();
        }
    }

    // As in Orleans, a cancelled call answers at once and its outcome is unknown; the grain sees the same token.
    private void WatchCaller()
    {
        var token = method.TokenIn(_args);
        if (token.CanBeCanceled)
        {
            _givingUp = token.UnsafeRegister(static (call, token) => ((Call)call!).GiveUp(token), this);
        }
    }
}

internal sealed class AnsweringCall<T>(GrainMethod method, EmbeddedEngine engine, Turn? caller, object?[] args)
    : Call(method, engine, caller, args)
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Answer => _answer.Task;

    protected override Task AnswerTask => _answer.Task;

    protected override void Settle(Task work) =>
        _answer.TrySetFromTask(Engine.Codec is { } codec && work.IsCompletedSuccessfully ? CopyAsync(codec, (Task<T>)work) : (Task<T>)work);

    protected override void Fail(Exception reason) => _answer.TrySetException(reason);

    protected override void GiveUp(CancellationToken token) => _answer.TrySetCanceled(token);

    private async Task<T> CopyAsync(StrictCodec codec, Task<T> finished) => codec.CopyResult(Method.Method, await finished);
}

internal sealed class SilentCall(GrainMethod method, EmbeddedEngine engine, Turn? caller, object?[] args)
    : Call(method, engine, caller, args)
{
    private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Answer => _answer.Task;

    protected override Task AnswerTask => _answer.Task;

    protected override void Settle(Task work) => _answer.TrySetFromTask(work);

    protected override void Fail(Exception reason) => _answer.TrySetException(reason);

    protected override void GiveUp(CancellationToken token) => _answer.TrySetCanceled(token);
}
