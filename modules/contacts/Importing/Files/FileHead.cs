using System.Text.RegularExpressions;
using Contracts;

namespace Contacts;

/// <summary>How a text is to be read, found in its first lines.</summary>
internal sealed partial record FileHead(char Delimiter, HeaderRow Header)
{
    private const int SampleSize = 256 * 1024;

    private static readonly char[] Delimiters = [',', ';', '\t', '|'];

    /// <exception cref="Refusal">422: there is no row with names of columns, or it has too many.</exception>
    public static FileHead Read(TextReader text, FieldChoice choice)
    {
        var letters = new char[SampleSize];
        var sample = new string(letters, 0, text.ReadBlock(letters, 0, SampleSize));
        if (string.IsNullOrWhiteSpace(sample)) throw new Refusal(422, "empty-file", "The file is empty.");
        var said = Separator().Match(sample);
        var heads = (said.Success ? said.Groups[1].Value.ToCharArray() : Delimiters)
            .Select(delimiter => (Head: Read(sample, delimiter, choice, said.Success), First: new CsvRows(new StringReader(sample), delimiter).Next()!)).ToArray();
        var best = heads.Select(head => head.Head).OfType<FileHead>().OrderByDescending(head => head.Header.Columns.Known).ThenByDescending(head => choice.TakesAnyHeader ? head.Header.Columns.Count : 0).FirstOrDefault();
        if (best is null ? heads.Any(head => head.First.Count > CsvRows.MostCells) : best.Header.Columns.Count > CsvRows.MostCells) throw TooManyColumns();
        return best ?? throw NoHeader(sample, heads[0].First);
    }

    public static Refusal TooManyColumns() =>
        new(422, "too-many-columns", $"The file has more than {CsvRows.MostCells:N0} columns. Send those that are needed.");

    public static Refusal NoHeader(bool isContact) => new(
        422, "no-header",
        (isContact
            ? "The first line looks like a contact, not like names of columns. "
            : "No column of the file says whose a row is. ")
        + "The first line names the columns; at least one of them is email, phone, first name, last name, name, company or external id.");

    private static FileHead? Read(string sample, char delimiter, FieldChoice choice, bool skipsFirst) =>
        HeaderRow.In(new CsvRows(new StringReader(sample), delimiter).All(), choice, skipsFirst) is { } header ? new(delimiter, header) : null;

    private static Refusal NoHeader(string sample, CsvRow first) => first.Fault is { EndsFile: true } fault
        ? new(422, "unclosed-quote", $"The names of the columns cannot be read: {fault.Reason}.")
        : NoHeader(first.Cells.Any(HeaderRow.IsAddress) || sample.AsSpan(0, Math.Min(sample.Length, 1000)).Contains('@'));

    // Excel's own way to say it.
    [GeneratedRegex("^sep=(.)\\r?\\n", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Separator();
}
