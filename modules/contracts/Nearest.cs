namespace Contracts;

/// <summary>What somebody who wrote a name that does not exist will have meant.</summary>
public static class Nearest
{
    /// <summary><c> Did you mean `x`?</c>, or nothing when no known name is near.</summary>
    public static string Hint(string written, IEnumerable<string> known) =>
        To(written, known) is { } near ? $" Did you mean `{near}`?" : "";

    public static string? To(string written, IEnumerable<string> known)
    {
        var most = Math.Clamp(written.Length / 3, 1, 3);
        return known
            .Select(name => (Name: name, Distance: Distance(written.ToLowerInvariant(), name.ToLowerInvariant())))
            .Where(candidate => candidate.Distance <= most)
            .OrderBy(candidate => candidate.Distance).ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .Select(candidate => candidate.Name)
            .FirstOrDefault();
    }

    /// <summary>Letters added, dropped, changed, or swapped with their neighbour.</summary>
    private static int Distance(string a, string b)
    {
        // Names of fields and operators are short: what is longer by far is not near, and costs nothing.
        if (Math.Abs(a.Length - b.Length) > 3)
        {
            return int.MaxValue;
        }
        var costs = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                costs[i, j] = i == 0 ? j : j == 0 ? i : Math.Min(
                    Math.Min(costs[i - 1, j], costs[i, j - 1]) + 1, costs[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    costs[i, j] = Math.Min(costs[i, j], costs[i - 2, j - 2] + 1);
                }
            }
        }
        return costs[a.Length, b.Length];
    }
}
