namespace Audiences.Rules;

/// <summary>
/// An immutable list that shares its array with those it was made from: adding at the end writes behind what they can see. Who adds to
/// one that is not the longest gets a copy. For one thread at a time.
/// </summary>
internal readonly struct Run<T>
{
    public static readonly Run<T> Empty = Of([]);

    private readonly Shared _shared;

    private Run(Shared shared, int count) => (_shared, Count) = (shared, count);

    public int Count { get; }

    public ReadOnlySpan<T> Items => _shared.Items.AsSpan(0, Count);

    /// <param name="items">Its own from here on.</param>
    public static Run<T> Of(T[] items) => new(new Shared(items, items.Length), items.Length);

    public Run<T> Insert(int index, T item)
    {
        if (index < Count)
        {
            return Of([.. Items[..index], item, .. Items[index..]]);
        }
        var shared = _shared.Used == Count && Count < _shared.Items.Length ? _shared : Grown();
        shared.Items[Count] = item;
        shared.Used = Count + 1;
        return new Run<T>(shared, Count + 1);
    }

    public Run<T> RemoveAt(int index) => Of([.. Items[..index], .. Items[(index + 1)..]]);

    private Shared Grown()
    {
        // By half, not double: most contacts have few events and there are many contacts.
        var items = new T[Math.Max(Count + 1, Count + (Count >> 1))];
        Items.CopyTo(items);
        return new Shared(items, Count);
    }

    private sealed class Shared(T[] items, int used)
    {
        public T[] Items => items;
        public int Used { get; set; } = used;
    }
}
