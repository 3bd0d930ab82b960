using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Contacts;

/// <summary>What each column of a file is, and so what a row of it says about a contact.</summary>
internal sealed class ColumnMap
{
    private const int LongestName = 200;

    private readonly IReadOnlyList<Column> columns;

    private ColumnMap(IReadOnlyList<Column> columns) => this.columns = columns;

    public int Count => columns.Count;

    /// <summary>How many columns are more than traits by their name.</summary>
    public int Known => columns.Count(column => column.IsKnown);

    public bool NamesPeople => columns.Any(column => column.Meaning.NamesPeople);

    public IReadOnlyList<Column> Columns => columns;

    /// <summary>The same of every file with these columns in this order.</summary>
    public string Signature => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', columns.Select(column => column.Name)))));

    public static ColumnMap Of(IReadOnlyList<string> names, FieldChoice? choice = null)
    {
        var keys = names.Select(HeaderName.Key).ToArray();
        var format = FileFormat.Of(keys);
        return new([.. names.Select((name, index) => Of(name.Trim(), keys[index], index, format, choice ?? FieldChoice.None))]);
    }

    private static Column Of(string name, string key, int index, FileFormat format, FieldChoice choice)
    {
        var isNamed = name.Length is > 0 and <= LongestName;
        if (!isNamed) name = $"Column {index + 1}";
        var meaning = choice.Of(name);
        if (isNamed) meaning ??= Paths.Of(name) ?? format.Columns.GetValueOrDefault(key) ?? CommonColumns.Of(key) ?? NumberedColumns.Of(key);
        return new(name, meaning ?? Meaning.Trait(name), IsKnown: meaning is not null);
    }

    /// <summary>The body, or the column and what is wrong with its cell.</summary>
    public (JsonElement? Body, string? Reason) Read(CsvRow row)
    {
        if (row.Count < columns.Count) return (null, $"{row.Count} cells where the first line names {columns.Count} columns");
        if (row.Count > columns.Count && row.Cells.Skip(columns.Count).Any(cell => !string.IsNullOrWhiteSpace(cell)))
            return (null, $"{row.Count} cells where the first line names only {columns.Count} columns");
        var draft = new RowDraft();
        for (var i = 0; i < columns.Count; i++)
            if (CellText.Of(row.Cells[i]) is { } cell)
                columns[i].Meaning.Put(draft, columns[i].Name, cell);
        return draft.ToBody();
    }
}
