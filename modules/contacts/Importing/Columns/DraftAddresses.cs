using System.Text.Json.Nodes;

namespace Contacts;

/// <summary>A label as Google writes it: <c>* Home</c> is the primary one.</summary>
internal readonly record struct CellLabel(string? Text, bool IsPrimary)
{
    public static CellLabel Of(string cell)
    {
        var text = cell.TrimStart('*').Trim();
        return new(text.Length == 0 ? null : text, cell.StartsWith('*'));
    }
}

/// <summary>E-mails or phones of one row: primary ones first, each once.</summary>
internal sealed class DraftAddresses
{
    private readonly List<(string Value, string? Label, string Column)> all = [];
    private int primary;

    public bool IsEmpty => all.Count == 0;

    public void Add(IEnumerable<string> values, string? label, string column, bool isFirst = false)
    {
        foreach (var value in values)
        {
            all.RemoveAll(held => isFirst && held.Value == value);
            if (all.Any(held => held.Value == value)) continue;
            all.Insert(isFirst ? primary++ : all.Count, (value, label, column));
        }
    }

    public void AddLabelled(IEnumerable<string> values, CellLabel label, string column) => Add(values, label.Text, column, label.IsPrimary);

    /// <summary>As the API takes them.</summary>
    public JsonArray ToJson() => [.. all.Select(address => address.Label is null
        ? (JsonNode)address.Value
        : new JsonObject { ["value"] = address.Value, ["label"] = address.Label })];

    /// <summary>The column that the address at this place came from.</summary>
    public string ColumnOf(int place) => all[place].Column;
}
