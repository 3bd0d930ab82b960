namespace Contacts;

/// <summary>The postal addresses of one row, of which a contact has one.</summary>
internal sealed class RowAddresses
{
    private static readonly string[] Order = ["", "mailing", "business", "work", "home", "other", "billing", "shipping"];

    private readonly Dictionary<string, List<(string Part, string Text, string Column)>> groups = new(StringComparer.Ordinal);
    private string? primary;

    public void Add(string group, string part, string text, string column)
    {
        if (!groups.TryGetValue(group, out var parts)) groups[group] = parts = [];
        parts.Add((part, text, column));
    }

    public void Mark(string group, bool isPrimary)
    {
        if (isPrimary) primary ??= group;
    }

    /// <summary>The primary one, else the first in order, is the address; of the others nothing is lost, they are traits.</summary>
    public void Complete(RowDraft draft)
    {
        if (groups.Count == 0) return;
        var chosen = primary is not null && groups.ContainsKey(primary) ? primary : groups.Keys.OrderBy(Rank).ThenBy(group => group.Length).ThenBy(group => group, StringComparer.Ordinal).First();
        foreach (var (group, parts) in groups)
            if (group == chosen) Put(draft, parts);
            else foreach (var (_, text, column) in parts) draft.Trait(column, text, column);
    }

    private static void Put(RowDraft draft, List<(string Part, string Text, string Column)> parts)
    {
        var given = parts.Where(part => part.Part != RowDraft.WholeAddress).ToArray();
        foreach (var part in given.GroupBy(part => part.Part))
            draft.AddressPart(part.Key, string.Join('\n', part.Select(line => line.Text).Distinct()), part.First().Column);
        if (given.Length == 0) draft.AddressPart("street", parts[0].Text, parts[0].Column);
    }

    private static int Rank(string group) => Array.IndexOf(Order, group) is >= 0 and var place ? place : Order.Length;
}
