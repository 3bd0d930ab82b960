using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Audiences.Embedded;

/// <summary>The collections that travel, each copied element by element into one of its own kind.</summary>
internal static class StrictContainers
{
    private static readonly FrozenDictionary<Type, string> ByKind = new Dictionary<Type, string>
    {
        [typeof(List<>)] = nameof(CopyList),
        [typeof(Dictionary<,>)] = nameof(CopyDictionary),
        [typeof(ImmutableArray<>)] = nameof(CopyImmutableArray),
        [typeof(ImmutableList<>)] = nameof(CopyImmutableList),
        [typeof(ImmutableDictionary<,>)] = nameof(CopyImmutableDictionary),
        [typeof(ImmutableSortedDictionary<,>)] = nameof(CopyImmutableSortedDictionary),
        [typeof(ImmutableHashSet<>)] = nameof(CopyImmutableHashSet),
        [typeof(ImmutableSortedSet<>)] = nameof(CopyImmutableSortedSet),
    }.ToFrozenDictionary();

    public static Copier? CopierOf(Type type)
    {
        if (type == typeof(ReadOnlyMemory<byte>))
        {
            return static (value, _) => new ReadOnlyMemory<byte>(((ReadOnlyMemory<byte>)value).ToArray());
        }

        if (type.IsAssignableTo(typeof(ITuple)) && type.IsValueType)
        {
            return CopyTuple;
        }

        var method = type.IsSZArray ? nameof(CopyArray) : type.IsGenericType ? ByKind.GetValueOrDefault(type.GetGenericTypeDefinition()) : null;
        return method is null ? null : typeof(StrictContainers)
            .GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod([.. PartsOf(type)]).CreateDelegate<Copier>();
    }

    public static IEnumerable<Type> PartsOf(Type type) =>
        type.IsArray ? [type.GetElementType()!] : type.IsGenericType ? type.GetGenericArguments() : [];

    private static object CopyTuple(object value, StrictCopy copy)
    {
        var tuple = (ITuple)value;
        var type = value.GetType();
        var copied = RuntimeHelpers.GetUninitializedObject(type);
        foreach (var field in type.GetFields())
        {
            field.SetValue(copied, copy.Of(field.GetValue(tuple)));
        }

        return copied;
    }

    private static object CopyArray<T>(object value, StrictCopy copy)
    {
        var array = (T[])value;
        var copied = copy.Begin(value, new T[array.Length]);
        for (var at = 0; at < array.Length; at++)
        {
            copied[at] = copy.Of(array[at]);
        }

        return copied;
    }

    private static object CopyList<T>(object value, StrictCopy copy)
    {
        var copied = copy.Begin(value, new List<T>());
        copied.AddRange(((List<T>)value).Select(copy.Of));
        return copied;
    }

    private static object CopyDictionary<TKey, TValue>(object value, StrictCopy copy) where TKey : notnull
    {
        var dictionary = (Dictionary<TKey, TValue>)value;
        var copied = copy.Begin(value, new Dictionary<TKey, TValue>(Known(dictionary.Comparer, copy)));
        foreach (var (key, item) in dictionary)
        {
            copied.Add(copy.Of(key), copy.Of(item));
        }

        return copied;
    }

    private static object CopyImmutableArray<T>(object value, StrictCopy copy) =>
        (ImmutableArray<T>)value is { IsDefault: false } array ? array.Select(copy.Of).ToImmutableArray() : value;

    private static object CopyImmutableList<T>(object value, StrictCopy copy) => ((ImmutableList<T>)value).Select(copy.Of).ToImmutableList();

    private static object CopyImmutableDictionary<TKey, TValue>(object value, StrictCopy copy) where TKey : notnull
    {
        var dictionary = (ImmutableDictionary<TKey, TValue>)value;
        return Pairs(dictionary, copy).ToImmutableDictionary(Known(dictionary.KeyComparer, copy), Known(dictionary.ValueComparer, copy));
    }

    private static object CopyImmutableSortedDictionary<TKey, TValue>(object value, StrictCopy copy) where TKey : notnull
    {
        var dictionary = (ImmutableSortedDictionary<TKey, TValue>)value;
        return Pairs(dictionary, copy).ToImmutableSortedDictionary(Known(dictionary.KeyComparer, copy), Known(dictionary.ValueComparer, copy));
    }

    private static object CopyImmutableHashSet<T>(object value, StrictCopy copy)
    {
        var set = (ImmutableHashSet<T>)value;
        return set.Select(copy.Of).ToImmutableHashSet(Known(set.KeyComparer, copy));
    }

    private static object CopyImmutableSortedSet<T>(object value, StrictCopy copy)
    {
        var set = (ImmutableSortedSet<T>)value;
        return set.Select(copy.Of).ToImmutableSortedSet(Known(set.KeyComparer, copy));
    }

    private static IEnumerable<KeyValuePair<TKey, TValue>> Pairs<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>> pairs, StrictCopy copy) =>
        pairs.Select(pair => new KeyValuePair<TKey, TValue>(copy.Of(pair.Key), copy.Of(pair.Value)));

    private static IEqualityComparer<T> Known<T>(IEqualityComparer<T> comparer, StrictCopy copy) =>
        comparer.Equals(EqualityComparer<T>.Default) || IsOrdinal(comparer) ? comparer : throw Unknown(comparer, copy);

    private static IComparer<T> Known<T>(IComparer<T> comparer, StrictCopy copy) =>
        comparer.Equals(Comparer<T>.Default) || IsOrdinal(comparer) ? comparer : throw Unknown(comparer, copy);

    private static bool IsOrdinal(object comparer) => comparer is StringComparer
        && (comparer.Equals(StringComparer.Ordinal) || comparer.Equals(StringComparer.OrdinalIgnoreCase));

    private static StrictCodecException Unknown(object comparer, StrictCopy copy) =>
        new($"{StrictCodec.Name(comparer.GetType())} cannot travel, in {copy.Where}: a collection may bring only the default or an ordinal comparer.");
}
