namespace Contacts;

/// <summary>Tables of a spreadsheet program. What it keeps in memory is bounded whatever the file holds.</summary>
/// <remarks>What cannot be read surfaces as <see cref="DamagedWorkbookException"/>, a disk's failure as <see cref="IOException"/>.</remarks>
internal interface IWorkbook : IDisposable
{
    /// <summary>As the API names it.</summary>
    string Name { get; }

    int Sheets { get; }

    /// <summary>Rows that are not blank, from the first; their line is the one that the program shows.</summary>
    IEnumerable<CsvRow> Rows(int sheet);
}

/// <param name="reason">For who sent it; quotes nothing of the file.</param>
internal sealed class DamagedWorkbookException(string reason, Exception? inner = null) : Exception(reason, inner);
