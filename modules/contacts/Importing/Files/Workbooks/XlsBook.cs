using System.Text;
using ExcelDataReader;

namespace Contacts;

/// <summary>A workbook as Excel wrote it before 2007. The library holds its texts in memory, so the file is to be small.</summary>
internal sealed class XlsBook : IWorkbook
{
    private const int LargestFile = 64 * 1024 * 1024;

    // The two streams of a newer workbook that was encrypted.
    private static readonly byte[] Encrypted = Encoding.Unicode.GetBytes("EncryptedPackage");

    private readonly byte[] bytes;

    public XlsBook(Stream file)
    {
        if (file.Length > LargestFile) throw new DamagedWorkbookException($"as .xls it may have {LargestFile / (1024 * 1024)} MB; save it as .xlsx or CSV");
        bytes = new byte[file.Length];
        file.Position = 0;
        file.ReadExactly(bytes);
        if (bytes.AsSpan().IndexOf(Encrypted) >= 0) throw Protected(null);
        // Its texts are in code pages. To register them again changes nothing.
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        Sheets = Guarded(() =>
        {
            using var reader = Open();
            return reader.ResultsCount;
        });
    }

    public string Name => "xls";

    public int Sheets { get; }

    public IEnumerable<CsvRow> Rows(int sheet)
    {
        using var reader = Guarded(() => At(sheet));
        for (var line = 1L; Guarded(reader.Read); line++)
            if (Guarded(() => Row(reader, line)) is { } row) yield return row;
    }

    public void Dispose()
    {
    }

    private IExcelDataReader Open() => ExcelReaderFactory.CreateBinaryReader(new MemoryStream(bytes, writable: false));

    private IExcelDataReader At(int sheet)
    {
        var reader = Open();
        for (var i = 0; i < sheet; i++) reader.NextResult();
        return reader;
    }

    private static CsvRow? Row(IExcelDataReader reader, long line)
    {
        var cells = new List<string>();
        for (var column = 0; column < Math.Min(reader.FieldCount, CsvRows.MostCells + 1); column++)
            if (Text(reader, column) is { Length: > 0 } text)
            {
                while (cells.Count < column) cells.Add("");
                cells.Add(text);
            }
        return cells.All(string.IsNullOrWhiteSpace) ? null : new(line, cells, cells.Count, null);
    }

    private static string Text(IExcelDataReader reader, int column) => reader.GetValue(column) switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        DateTime moment => NumberForm.Date(moment),
        TimeSpan time => time.ToString("hh\\:mm\\:ss", System.Globalization.CultureInfo.InvariantCulture),
        IConvertible number when number is double or int or long or decimal or float => NumberForm.Of(reader.GetNumberFormatString(column) ?? "")
            .Text(number.ToDouble(System.Globalization.CultureInfo.InvariantCulture)),
        _ => "",
    };

    /// <summary>The library meets what is damaged with exceptions of all kinds.</summary>
    private static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ExcelDataReader.Exceptions.InvalidPasswordException locked)
        {
            throw Protected(locked);
        }
        catch (Exception damaged) when (damaged is not OutOfMemoryException)
        {
            throw new DamagedWorkbookException("it is damaged, or not a workbook", damaged);
        }
    }

    private static DamagedWorkbookException Protected(Exception? inner) => new("it is protected by a password; open it, take the password off and save it", inner);
}
