namespace Contacts;

/// <summary>A form with columns.</summary>
/// <param name="rows">All rows from the first of the table, the header's among them; blank ones are left out.</param>
/// <param name="source">Closed with it.</param>
internal sealed class Table(string name, HeaderRow header, Func<IEnumerable<CsvRow>> rows, IDisposable? source = null) : IFileForm, IDisposable
{
    public string Name => name;

    public ColumnMap Columns => header.Columns;

    public IEnumerable<CsvRow> Sample => rows().Skip(header.Before + 1).Where(row => row.Fault is null);

    public IEnumerable<FileRow> Rows(int after)
    {
        var number = 0;
        foreach (var row in rows().Skip(header.Before + 1))
        {
            if (++number > after) yield return Read(number, row);
            if (row.Fault is { EndsFile: true }) yield break;
        }
    }

    public void Dispose() => source?.Dispose();

    private FileRow Read(int number, CsvRow row)
    {
        if (row.Fault is { } fault) return new(number, default, fault.Reason, fault.EndsFile);
        var (body, reason) = header.Columns.Read(row);
        return body is { } json ? new(number, json, null) : new(number, default, $"line {row.Line}, {reason}");
    }
}
