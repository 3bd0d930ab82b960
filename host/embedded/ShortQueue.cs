namespace Audiences.Embedded;

/// <summary>A queue that mostly holds one at a time, which costs no more than the field it is in.</summary>
internal struct ShortQueue<T> where T : class
{
    private T? _first;
    private Queue<T>? _rest;

    public readonly int Count => _first is null ? 0 : 1 + (_rest?.Count ?? 0);

    /// <summary>The one that is next, null if there is none.</summary>
    public readonly T? First => _first;

    public void Enqueue(T item)
    {
        if (_first is null)
        {
            _first = item;
        }
        else
        {
            (_rest ??= new()).Enqueue(item);
        }
    }

    public T? Dequeue()
    {
        var next = _first;
        _first = _rest is { Count: > 0 } ? _rest.Dequeue() : null;
        return next;
    }
}
