using System.Text;

namespace Contacts;

/// <summary>
/// Takes a table of text apart, row by row (RFC 4180, with any delimiter and line end). What it keeps is bounded whatever the text
/// holds: a quote that is never closed is given up, and the line where it opened is named.
/// </summary>
internal sealed class CsvRows(TextReader text, char delimiter)
{
    public const int MostCells = 1_000;
    public const int LongestCell = 128 * 1024;
    public const int LongestRow = 1024 * 1024;

    /// <summary>What is quoted for longer is taken for a quote that nobody closed.</summary>
    public const int LongestQuote = 4 * LongestRow;

    private const int End = -1;

    private readonly char[] buffer = new char[32 * 1024];
    private readonly StringBuilder cell = new();
    private int at;
    private int filled;
    private long line = 1;

    // Of the row that is being read.
    private List<string> cells = [];
    private int count;
    private int length;
    private CsvFault? fault;

    /// <summary>The next row that is not blank; null at the end, and after a fault that ends the file.</summary>
    public CsvRow? Next()
    {
        while (fault is not { EndsFile: true } && Peek() != End)
        {
            var begun = line;
            (cells, count, length, fault) = ([], 0, 0, null);
            var isQuoted = Peek() == '"';
            ReadRow();
            var isBlank = count == 1 && !isQuoted && fault is null && string.IsNullOrWhiteSpace(cells[0]);
            if (!isBlank) return new(begun, cells, count, fault);
        }
        return null;
    }

    public IEnumerable<CsvRow> All()
    {
        while (Next() is { } row) yield return row;
    }

    private void ReadRow()
    {
        while (true)
        {
            if (Peek() == '"') ReadQuoted();
            else ReadPlain();
            if (fault is { EndsFile: true }) return;
            if (cells.Count <= MostCells) cells.Add(cell.ToString());
            cell.Clear();
            count++;
            if (Peek() != delimiter)
            {
                TakeLineEnd();
                return;
            }
            length++;
            Take();
        }
    }

    private void ReadPlain()
    {
        while (!IsAtCellEnd()) Keep(Take());
    }

    private void ReadQuoted()
    {
        var (opened, before) = (line, length);
        Take();
        while (true)
        {
            if (Peek() == End || length - before > LongestQuote)
            {
                fault = Unclosed(opened);
                return;
            }
            var letter = Take();
            if (letter != '"') Keep(letter);
            else if (Peek() == '"') Keep(Take());
            else break;
        }
        while (Peek() == ' ') Take();
        if (IsAtCellEnd()) return;
        // Over several lines it is more likely that the quote was never closed and this one opens the next cell.
        fault = opened == line
            ? new($"line {line}: text follows a closing quote; a quote inside a quoted cell is written twice")
            : Unclosed(opened);
        while (!IsAtLineEnd()) Take();
    }

    private static CsvFault Unclosed(long opened) => new($"line {opened}: a quote opens here and is not closed; nothing after it was read", EndsFile: true);

    private void Keep(int letter)
    {
        length++;
        if (cell.Length < LongestCell && length <= LongestRow) cell.Append((char)letter);
        else fault ??= new(length > LongestRow
            ? $"line {line}: the row is longer than {LongestRow:N0} characters"
            : $"line {line}, column {count + 1}: the cell is longer than {LongestCell:N0} characters");
    }

    private bool IsAtCellEnd() => Peek() == delimiter || IsAtLineEnd();

    private bool IsAtLineEnd() => Peek() is '\n' or '\r' or End;

    private void TakeLineEnd()
    {
        if (Peek() != End && Take() == '\r' && Peek() == '\n') Take();
    }

    private int Peek()
    {
        if (at == filled) (at, filled) = (0, text.Read(buffer, 0, buffer.Length));
        return at < filled ? buffer[at] : End;
    }

    private int Take()
    {
        var letter = Peek();
        at++;
        // CR LF counts once, at its LF.
        if (letter == '\n' || (letter == '\r' && Peek() != '\n')) line++;
        return letter;
    }
}
