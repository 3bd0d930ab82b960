namespace Contacts;

/// <summary>
/// Splits a list into strands that have nothing in common: the items of a strand are taken in order, strands side by side.
/// </summary>
internal static class Strands
{
    public static IReadOnlyList<IReadOnlyList<int>> Of<TName>(IReadOnlyList<int> items, Func<int, IEnumerable<TName>> names) where TName : notnull
    {
        var parent = items.ToDictionary(item => item, item => item);
        var first = new Dictionary<TName, int>();
        foreach (var item in items)
            foreach (var name in names(item))
                if (!first.TryAdd(name, item))
                    parent[Root(item)] = Root(first[name]);
        return [.. items.GroupBy(Root).Select(strand => (IReadOnlyList<int>)[.. strand])];

        int Root(int item)
        {
            while (parent[item] != item) item = parent[item] = parent[parent[item]];
            return item;
        }
    }
}
