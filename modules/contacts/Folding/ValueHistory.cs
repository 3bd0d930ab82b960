using System.Collections.Immutable;
using Contracts;

namespace Contacts;

/// <summary>
/// What is known of one value when two sets of writes of it become one: the newest stays, and of the earlier ones so much is kept that it
/// can be told since when the value stands, whatever order they came in.
/// </summary>
internal static class ValueHistory
{
    // SDKs repeat traits with every page. The first of equal writes in a row tells since when; those between matter only to a write
    // that comes in late and contradicts them, and the newest of them are the likeliest to be asked.
    public const int Most = 8;

    public static ProfileValue Join(ProfileValue held, ProfileValue other)
    {
        var (last, past) = other.Stamp.Replaces(held.Stamp) ? (other, held) : (held, other);
        var earlier = Writes(last).Concat(Writes(past)).Append(new(past.Stamp.At, past.Json, past.Stamp))
            .Where(write => (write.At, write.Json) != (last.Stamp.At, last.Json) && !IsReplaced(write, last))
            .OrderByDescending(write => write.At).ThenBy(write => write.Json, StringComparer.Ordinal).ThenBy(write => write.Stamp is null)
            .DistinctBy(write => write.At).ToList();
        while (earlier.Count > Most) earlier.RemoveAt(LeastTelling(last.Json, earlier));
        return last with { Earlier = earlier.Count > 0 ? Compact(last, earlier) : null };
    }

    /// <summary>As if its newest writes, which somebody made who takes them back, had never been; null when there was nothing before.</summary>
    /// <param name="unknown">Who wrote what stands then, if that is not known.</param>
    public static ProfileValue? Without(ProfileValue held, string by, string unknown)
    {
        var left = Writes(held).Where(write => write.Stamp?.By != by).ToList();
        if (left.Count == 0) return null;
        var last = new ProfileValue(left[0].Json, left[0].Stamp ?? new(left[0].At, unknown, "api", null));
        return last with { Earlier = left.Count > 1 ? Compact(last, left[1..]) : null };
    }

    public static bool IsSame(ProfileValue a, ProfileValue b) =>
        a.Json == b.Json && a.Stamp == b.Stamp && (a.Earlier ?? []).SequenceEqual(b.Earlier ?? []);

    private static IEnumerable<Write> Writes(ProfileValue value)
    {
        var json = value.Json;
        foreach (var earlier in value.Earlier ?? [])
            yield return new(earlier.At, json = earlier.Json ?? json, earlier.Stamp);
    }

    /// <summary>The oldest that stands between two equal ones; without one the oldest of all.</summary>
    private static int LeastTelling(string last, List<Write> earlier)
    {
        for (var i = earlier.Count - 2; i >= 0; i--)
            if (earlier[i].Json == earlier[i + 1].Json && earlier[i].Json == (i == 0 ? last : earlier[i - 1].Json))
                return i;
        return earlier.Count - 1;
    }

    private static ImmutableArray<EarlierValue> Compact(ProfileValue last, List<Write> earlier) =>
    [
        .. earlier.Select((write, i) => (Write: write, After: i == 0 ? new(last.Stamp.At, last.Json, last.Stamp) : earlier[i - 1])).Select(pair => new EarlierValue(
            pair.Write.At, pair.Write.Json == pair.After.Json ? null : pair.Write.Json, IsImports(pair.Write) || IsImports(pair.After) ? pair.Write.Stamp : null)),
    ];

    // Rows of one file about one person: what stood in between has never been seen, and would push out what stood before the import.
    private static bool IsReplaced(Write write, ProfileValue last) => IsImports(write) && write.Stamp!.Value.By == last.Stamp.By && write.Json != last.Json;

    private static bool IsImports(Write write) => write.Stamp?.IsImports() == true;

    private readonly record struct Write(Instant At, string Json, Stamp? Stamp);
}
