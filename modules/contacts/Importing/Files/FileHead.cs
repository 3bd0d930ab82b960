using System.Text.RegularExpressions;
using Contracts;

namespace Contacts;

/// <summary>How a file is to be read, found in its first lines.</summary>
/// <param name="Before">Rows in front of the one with the columns' names, such as the notes that LinkedIn puts there.</param>
internal sealed partial record FileHead(char Delimiter, int Before, ColumnMap Columns)
{
    private const int SampleSize = 256 * 1024;
    private const int MostBefore = 20;

    // Of a telephone number.
    private const int FewestDigits = 7;

    private static readonly char[] Delimiters = [',', ';', '\t', '|'];

    /// <exception cref="Refusal">422: there is no row with names of columns, or it has too many.</exception>
    public static FileHead Read(TextReader text)
    {
        var letters = new char[SampleSize];
        var sample = new string(letters, 0, text.ReadBlock(letters, 0, SampleSize));
        if (string.IsNullOrWhiteSpace(sample)) throw new Refusal(422, "empty-file", "The file is empty.");
        var said = Separator().Match(sample);
        var heads = (said.Success ? said.Groups[1].Value.ToCharArray() : Delimiters)
            .Select(delimiter => Read(sample, delimiter, said.Success)).ToArray();
        var best = heads.Select(head => head.Head).OfType<FileHead>().OrderByDescending(head => head.Columns.Known).FirstOrDefault();
        if (best is null ? heads.Any(head => head.First.Count > CsvRows.MostCells) : best.Columns.Count > CsvRows.MostCells)
            throw new Refusal(422, "too-many-columns", $"The file has more than {CsvRows.MostCells:N0} columns. Send those that are needed.");
        return best ?? throw NoHeader(sample, heads[0].First);
    }

    private static (FileHead? Head, CsvRow First) Read(string sample, char delimiter, bool skipsFirst)
    {
        var rows = new CsvRows(new StringReader(sample), delimiter);
        var first = rows.Next()!;
        var row = first;
        for (var before = 0; before <= MostBefore && row is { Fault: null or { EndsFile: false } }; before++, row = rows.Next())
        {
            if (row.Fault is not null || (skipsFirst && before == 0)) continue;
            // Names of columns come back in reasons and as traits: somebody's address must not become one.
            if (row.Cells.Any(IsAddress)) continue;
            var columns = ColumnMap.Of(row.Cells);
            // Further down one known word may be in a row of data; several are names.
            if (columns.NamesPeople && (before == 0 || skipsFirst || columns.Known > 1)) return (new(delimiter, before, columns), first);
        }
        return (null, first);
    }

    // Names of columns are words, short numbers or dates.
    private static bool IsAddress(string cell) => cell.Contains('@')
        || (cell.Count(char.IsAsciiDigit) >= FewestDigits && !cell.Any(char.IsLetter) && Birthday.Read(cell.Trim()) is null);

    private static Refusal NoHeader(string sample, CsvRow first) => first.Fault is { EndsFile: true } fault
        ? new(422, "unclosed-quote", $"The names of the columns cannot be read: {fault.Reason}.")
        : new(
            422, "no-header",
            (first.Cells.Any(IsAddress) || sample.AsSpan(0, Math.Min(sample.Length, 1000)).Contains('@')
                ? "The first line looks like a contact, not like names of columns. "
                : "No column of the file says whose a row is. ")
            + "The first line names the columns; at least one of them is email, phone, first name, last name, name, company or external id.");

    // Excel's own way to say it.
    [GeneratedRegex("^sep=(.)\\r?\\n", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Separator();
}
