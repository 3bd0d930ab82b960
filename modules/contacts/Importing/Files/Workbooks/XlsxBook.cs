namespace Contacts;

/// <summary>A workbook as Excel has written it since 2007 (ECMA-376), read without being held in memory.</summary>
internal sealed class XlsxBook : IWorkbook
{
    private const long LargestSheet = 4L * 1024 * 1024 * 1024;
    private const long LargestStrings = 512 * 1024 * 1024;
    private const long LargestOther = 16 * 1024 * 1024;
    private const int MostSheets = 1_000;

    private readonly XlsxParts parts;
    private readonly List<string> sheets = [];
    private readonly XlsxStrings strings;
    private readonly XlsxStyles styles;
    private readonly bool isFrom1904;

    public XlsxBook(Stream file)
    {
        parts = new(file);
        var book = Links("_rels/.rels", "").FirstOrDefault(link => Is(link.Kind, "officeDocument")).Part ?? "xl/workbook.xml";
        var folder = book[..(book.LastIndexOf('/') + 1)];
        var links = Links($"{folder}_rels/{book[folder.Length..]}.rels", folder);
        using (var xml = Open(book, LargestOther) ?? throw new DamagedWorkbookException("it is a ZIP archive, and no workbook. Unpack it, and send what is in it"))
            while (xml.Read())
            {
                if (!xml.IsElement) continue;
                if (xml.Name == "workbookPr") isFrom1904 = xml.Attribute("date1904") is "1" or "true";
                else if (xml.Name == "sheet" && sheets.Count < MostSheets && xml.Attribute("id") is { } id && links.FirstOrDefault(link => link.Id == id).Part is { } part) sheets.Add(part);
            }
        using var styling = Open(links.FirstOrDefault(link => Is(link.Kind, "styles")).Part, LargestOther);
        styles = XlsxStyles.Read(styling);
        using var texts = Open(links.FirstOrDefault(link => Is(link.Kind, "sharedStrings")).Part, LargestStrings);
        strings = XlsxStrings.Read(texts);
    }

    public string Name => "xlsx";

    public int Sheets => sheets.Count;

    public IEnumerable<CsvRow> Rows(int sheet)
    {
        using var xml = Open(sheets[sheet], LargestSheet);
        var (cells, line) = (new XlsxCells(strings, styles, isFrom1904), 0L);
        while (xml?.To("row") == true)
        {
            var begun = XlsxCells.Number(xml.Attribute("r")) ?? line + 1;
            if (cells.Row(xml, line) is { } row) yield return row;
            line = begun;
        }
    }

    public void Dispose() => parts.Dispose();

    private XlsxXml? Open(string? part, long most) => part is not null && parts.Open(part, most) is { } stream ? new(stream) : null;

    private List<(string? Id, string? Kind, string Part)> Links(string part, string folder)
    {
        var links = new List<(string?, string?, string)>();
        using var xml = Open(part, LargestOther);
        while (links.Count < MostSheets * 2 && xml?.To("Relationship") == true)
            if (xml.Attribute("Target") is { } target) links.Add((xml.Attribute("Id"), xml.Attribute("Type"), target.StartsWith('/') ? target[1..] : folder + target));
        return links;
    }

    private static bool Is(string? kind, string what) => kind?.EndsWith($"/{what}", StringComparison.Ordinal) == true;
}
