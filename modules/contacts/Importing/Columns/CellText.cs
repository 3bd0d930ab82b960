namespace Contacts;

/// <summary>What a cell says: null when it says nothing, which never clears what a contact has.</summary>
internal static class CellText
{
    /// <summary>How programs write that there is no date.</summary>
    private static readonly string[] NoDate = ["0/0/00", "0/0/0000", "00/00/0000", "00/00/00", "0000-00-00"];

    public static string? Of(string cell)
    {
        var text = cell.Trim();
        if (text.Length == 0 || NoDate.Contains(text)) return null;
        // An export puts a quote before what a spreadsheet would take for a formula.
        return text is ['\'', '=' or '+' or '-' or '@' or '\t' or '\r', ..] ? text[1..] : text;
    }

    /// <summary>Google's <c>a ::: b</c>.</summary>
    public static string[] Several(string cell) => cell.Split(" ::: ", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public static string[] Split(string cell, params char[] separators)
    {
        var all = Several(cell);
        return all.Length > 1 ? all : cell.Split(separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Tags: <c>a ::: b</c>, Mailchimp's <c>"a","b"</c>, <c>a; b</c> or <c>a, b</c>.</summary>
    public static IEnumerable<string> Tags(string cell)
    {
        if (!cell.StartsWith('"')) return Split(cell, cell.Contains(';') ? ';' : ',');
        var row = new CsvRows(new StringReader(cell), ',').Next();
        return row is { Fault: null } ? row.Cells.Select(tag => tag.Trim()).Where(tag => tag.Length > 0) : [cell];
    }

    public static bool? Flag(string cell) => cell.ToLowerInvariant() switch
    {
        "true" or "yes" or "y" or "1" or "x" or "subscribed" => true,
        "false" or "no" or "n" or "0" or "unsubscribed" => false,
        _ => null,
    };
}
