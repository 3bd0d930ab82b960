using System.Globalization;
using System.Text;
using System.Xml;

namespace Contacts;

/// <summary>Puts the cells of one row together.</summary>
internal sealed class XlsxCells(XlsxStrings strings, XlsxStyles styles, bool isFrom1904)
{
    // XFD, the last one that Excel has.
    private const int MostColumns = 16_384;

    private readonly List<string> cells = [];
    private long line;
    private int next;
    private int count;
    private int length;
    private CsvFault? fault;

    /// <summary>The row whose element is being stood on; null when all of it is blank.</summary>
    /// <param name="before">The line of the row before it.</param>
    public CsvRow? Row(XlsxXml xml, long before)
    {
        line = Number(xml.Attribute("r")) is { } given and > 0 ? given : before + 1;
        (next, count, length, fault) = (0, 0, 0, null);
        cells.Clear();
        var depth = xml.Depth;
        if (!xml.IsEmpty)
            while (xml.Read() && xml.Depth > depth)
                if (xml.IsElement && xml.Name == "c") Cell(xml);
        return fault is null && cells.All(string.IsNullOrWhiteSpace) ? null : new(line, [.. cells], count, fault);
    }

    public static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Letters that XML does not have are written as <c>_x000D_</c>.</summary>
    public static string Unescaped(string text) => text.Contains("_x", StringComparison.Ordinal) ? XmlConvert.DecodeName(text) : text;

    private void Cell(XlsxXml xml)
    {
        var at = Column(xml.Attribute("r")) ?? next;
        next = at + 1;
        var text = Value(xml, xml.Attribute("t"), styles[Number(xml.Attribute("s")) ?? 0]);
        if (text.Length == 0) return;
        count = Math.Max(count, at + 1);
        length += text.Length;
        if (at >= MostColumns) fault ??= new($"line {line}: a cell stands right of the last column that there is");
        else if (text.Length > CsvRows.LongestCell) fault ??= new($"line {line}, column {at + 1}: the cell is longer than {CsvRows.LongestCell:N0} characters");
        else if (length > CsvRows.LongestRow) fault ??= new($"line {line}: the row is longer than {CsvRows.LongestRow:N0} characters");
        else if (at <= CsvRows.MostCells)
        {
            while (cells.Count <= at) cells.Add("");
            cells[at] = text;
        }
    }

    /// <summary>What the cell shows; of a formula, what it came to when the file was saved.</summary>
    private string Value(XlsxXml xml, string? type, NumberForm form)
    {
        if (xml.IsEmpty) return "";
        var (depth, text, isValue, inline) = (xml.Depth, new StringBuilder(), false, (string?)null);
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.IsElement && xml.Name == "is") inline = XlsxStrings.Text(xml, CsvRows.LongestCell);
            else if (xml.IsElement) isValue = xml.Name == "v" && !xml.IsEmpty;
            else if (!xml.IsText) isValue = false;
            else if (isValue) xml.Take(text, CsvRows.LongestCell);
        }
        return inline ?? Shown(type, text.ToString(), form);
    }

    private string Shown(string? type, string raw, NumberForm form) => type switch
    {
        "s" => strings[Number(raw.Trim()) ?? -1],
        "str" or "inlineStr" => Unescaped(raw),
        "b" => raw.Trim() == "1" ? "true" : "false",
        // #N/A and the like say nothing.
        "e" => "",
        "d" => raw,
        _ => double.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? form.Text(number, isFrom1904) : raw,
    };

    /// <summary>From 0, of <c>AB12</c>; null when it does not say.</summary>
    private static int? Column(string? place)
    {
        var column = 0;
        foreach (var letter in (place ?? "").TakeWhile(char.IsAsciiLetter)) column = Math.Min(column * 26 + char.ToUpperInvariant(letter) - 'A' + 1, MostColumns + 1);
        return column == 0 ? null : column - 1;
    }
}
