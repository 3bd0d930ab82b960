namespace Contacts;

/// <summary>Columns named as the API names fields, which is what an export of ours has.</summary>
internal static class Paths
{
    private static readonly Dictionary<string, Meaning> Fields = new(StringComparer.Ordinal)
    {
        ["stage"] = Field("stage"), ["segment"] = Field("segment"), ["step"] = Field("step"), ["assignedTo"] = Field("assignedTo"),
        ["source"] = new((draft, column, cell) => draft.List("sources", CellText.Several(cell), column), "source"),
        ["account"] = new((draft, column, cell) => draft.List("accounts", CellText.Several(cell), column), "account"),
        ["address.street"] = Part("street"), ["address.city"] = Part("city"), ["address.region"] = Part("region"),
        ["address.postalCode"] = Part("postalCode"), ["address.country"] = Part("country"),
    };

    private static readonly (string Prefix, string Object)[] Objects =
        [("trait.", "traits"), ("custom.", "customFields"), ("preference.", "preferences")];

    /// <summary>Those that are one name.</summary>
    public static IEnumerable<string> Names => Fields.Keys;

    public static Meaning? Of(string name)
    {
        foreach (var (prefix, of) in Objects)
            if (name.Length > prefix.Length && name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                return new((draft, column, cell) => draft.Entry(of, name[prefix.Length..], cell, column), prefix + name[prefix.Length..]);
        return Fields.GetValueOrDefault(name);
    }

    private static Meaning Field(string field) => new((draft, column, cell) => draft.Text(field, cell, column), field);

    private static Meaning Part(string part) => new((draft, column, cell) => draft.Address("", part, cell, column), $"address.{part}");
}
