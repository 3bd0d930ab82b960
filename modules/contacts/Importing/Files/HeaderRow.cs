namespace Contacts;

/// <summary>The row that names the columns.</summary>
/// <param name="Before">Rows in front of it, such as the notes that LinkedIn puts there.</param>
internal sealed record HeaderRow(int Before, ColumnMap Columns)
{
    /// <summary>So many rows are looked at.</summary>
    public const int MostRows = 21;

    // Of a telephone number.
    private const int FewestDigits = 7;

    /// <param name="rows">From the first of the table.</param>
    /// <param name="skipsFirst">The first row is known to be no header.</param>
    /// <returns>Null when no row of the first ones can be one.</returns>
    public static HeaderRow? In(IEnumerable<CsvRow> rows, FieldChoice choice, bool skipsFirst = false)
    {
        var before = -1;
        foreach (var row in rows.Take(MostRows))
        {
            before++;
            if (row.Fault is { EndsFile: true }) return null;
            if (row.Fault is not null || (skipsFirst && before == 0)) continue;
            // Names of columns come back in reasons and as traits: somebody's address must not become one.
            if (row.Cells.Any(IsAddress)) continue;
            var columns = ColumnMap.Of(row.Cells, choice);
            // Further down one known word may be in a row of data; several are names.
            if ((columns.NamesPeople || choice.TakesAnyHeader) && (before == 0 || skipsFirst || columns.Known > 1)) return new(before, columns);
        }
        return null;
    }

    // Names of columns are words, short numbers or dates.
    public static bool IsAddress(string cell) => cell.Contains('@')
        || (cell.Count(char.IsAsciiDigit) >= FewestDigits && !cell.Any(char.IsLetter) && Birthday.Read(cell.Trim()) is null);
}
