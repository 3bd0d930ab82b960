using System.IO.Compression;
using System.Text;

namespace Tests.Contacts;

/// <summary>Workbooks made part by part, so that any of them can be wrong.</summary>
internal static class Xlsx
{
    public const string Book = """<workbook xmlns="urn:m" xmlns:r="urn:r"><sheets><sheet name="One" sheetId="1" r:id="rId1"/></sheets></workbook>""";

    public const string Styles = """
        <styleSheet><numFmts><numFmt numFmtId="164" formatCode="[$-409]d\-mmm\-yyyy;@"/><numFmt numFmtId="165" formatCode="00000"/><numFmt numFmtId="166" formatCode="&quot;day&quot; 0"/></numFmts>
        <cellStyleXfs><xf numFmtId="0"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="20"/></cellXfs></styleSheet>
        """;

    private const string Links = """
        <Relationships><Relationship Id="rId1" Type="urn:x/worksheet" Target="worksheets/sheet1.xml"/>
        <Relationship Id="rId2" Type="urn:x/sharedStrings" Target="/xl/sharedStrings.xml"/><Relationship Id="rId3" Type="urn:x/styles" Target="styles.xml"/></Relationships>
        """;

    /// <param name="rows">What is inside of <c>sheetData</c>.</param>
    public static MemoryStream Of(string rows, string strings = "", params (string Name, string Text)[] others) => Zip(
    [
        ("xl/workbook.xml", Book), ("xl/_rels/workbook.xml.rels", Links), ("xl/styles.xml", Styles), ("xl/sharedStrings.xml", $"<sst>{strings}</sst>"),
        ("xl/worksheets/sheet1.xml", $"<worksheet><sheetData>{rows}</sheetData></worksheet>"), .. others,
    ]);

    public static string Row(params string[] cells) => $"<row>{string.Concat(cells.Select(cell => $"<c t=\"inlineStr\"><is><t>{cell}</t></is></c>"))}</row>";

    /// <summary>The last part of a name is the one that is there.</summary>
    public static MemoryStream Zip(IEnumerable<(string Name, string Text)> parts)
    {
        var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var part in parts.GroupBy(part => part.Name))
            {
                using var entry = zip.CreateEntry(part.Key).Open();
                entry.Write(Encoding.UTF8.GetBytes(part.Last().Text));
            }
        return file;
    }
}
