using System.Collections;
using System.Runtime.CompilerServices;

namespace Audiences.Rules;

/// <summary>A list compared by what is in it, so that records that hold one are equal when they mean the same.</summary>
[CollectionBuilder(typeof(Seq), nameof(Seq.Create))]
internal readonly struct Seq<T>(T[] items) : IReadOnlyList<T>, IEquatable<Seq<T>>
{
    private readonly T[]? _items = items;

    private T[] Items => _items ?? [];

    public int Count => Items.Length;
    public T this[int index] => Items[index];

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)Items).GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public bool Equals(Seq<T> other) => Items.AsSpan().SequenceEqual(other.Items, EqualityComparer<T>.Default);
    public override bool Equals(object? obj) => obj is Seq<T> other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in Items)
        {
            hash.Add(item);
        }
        return hash.ToHashCode();
    }

    public override string ToString() => $"[{string.Join(", ", Items)}]";
}

internal static class Seq
{
    public static Seq<T> Create<T>(ReadOnlySpan<T> items) => new(items.ToArray());
}
