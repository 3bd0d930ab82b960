namespace Audiences.Embedded;

/// <summary>Counts the calls from outside that are in; once closed it lets no more in and says when the last has left.</summary>
internal sealed class Door
{
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inside;
    private volatile bool _closed;

    public bool TryEnter()
    {
        Interlocked.Increment(ref _inside);
        if (!_closed)
        {
            return true;
        }

        Leave();
        return false;
    }

    public void Leave()
    {
        if (Interlocked.Decrement(ref _inside) == 0 && _closed)
        {
            _empty.TrySetResult();
        }
    }

    public Task CloseAsync()
    {
        Interlocked.Increment(ref _inside);
        _closed = true;
        Leave();
        return _empty.Task;
    }
}
