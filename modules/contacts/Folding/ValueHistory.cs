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
        var earlier = Writes(last).Concat(Writes(past)).Append((past.Stamp.At, past.Json))
            .Where(write => write != (last.Stamp.At, last.Json))
            .OrderByDescending(write => write.At).ThenBy(write => write.Json, StringComparer.Ordinal)
            .DistinctBy(write => write.At).ToList();
        while (earlier.Count > Most) earlier.RemoveAt(LeastTelling(last.Json, earlier));
        return last with { Earlier = earlier.Count > 0 ? Compact(last.Json, earlier) : null };
    }

    public static bool IsSame(ProfileValue a, ProfileValue b) =>
        a.Json == b.Json && a.Stamp == b.Stamp && (a.Earlier ?? []).SequenceEqual(b.Earlier ?? []);

    private static IEnumerable<(Instant At, string Json)> Writes(ProfileValue value)
    {
        var json = value.Json;
        foreach (var earlier in value.Earlier ?? [])
            yield return (earlier.At, json = earlier.Json ?? json);
    }

    /// <summary>The oldest that stands between two equal ones; without one the oldest of all.</summary>
    private static int LeastTelling(string last, List<(Instant At, string Json)> earlier)
    {
        for (var i = earlier.Count - 2; i >= 0; i--)
            if (earlier[i].Json == earlier[i + 1].Json && earlier[i].Json == (i == 0 ? last : earlier[i - 1].Json))
                return i;
        return earlier.Count - 1;
    }

    private static ImmutableArray<EarlierValue> Compact(string last, List<(Instant At, string Json)> earlier) =>
        [.. earlier.Select((write, i) => new EarlierValue(write.At, write.Json == (i == 0 ? last : earlier[i - 1].Json) ? null : write.Json))];
}
