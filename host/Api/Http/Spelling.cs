namespace Host.Api.Http;

/// <summary>"Did you mean": the known name that is at most two slips away.</summary>
internal static class Spelling
{
    private const int Slips = 2;

    public static string? Nearest(string name, IEnumerable<string> known) => name.Length > 64 ? null : known
        .Select(candidate => (candidate, far: Distance(name.ToLowerInvariant(), candidate.ToLowerInvariant())))
        .Where(pair => pair.far <= Math.Min(Slips, pair.candidate.Length - 1))
        .OrderBy(pair => pair.far).ThenBy(pair => pair.candidate, StringComparer.Ordinal)
        .Select(pair => pair.candidate)
        .FirstOrDefault();

    /// <summary>Levenshtein's distance by two rows.</summary>
    private static int Distance(string a, string b)
    {
        var above = Enumerable.Range(0, b.Length + 1).ToArray();
        foreach (var letter in a)
        {
            var row = new int[b.Length + 1];
            row[0] = above[0] + 1;
            for (var i = 0; i < b.Length; i++)
                row[i + 1] = Math.Min(Math.Min(row[i], above[i + 1]) + 1, above[i] + (b[i] == letter ? 0 : 1));
            above = row;
        }
        return above[^1];
    }
}
