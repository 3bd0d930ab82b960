using Contracts;

namespace Contacts;

/// <summary>A spreadsheet: the first of its sheets that has a row with names of columns.</summary>
internal static class WorkbookForm
{
    private const int MagicSize = 8;

    private static readonly byte[] Zip = [.. "PK\u0003\u0004"u8];
    private static readonly byte[] Compound = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

    /// <returns>Null: it is none.</returns>
    /// <exception cref="Refusal">422: it cannot be read, or has no such sheet.</exception>
    public static IFileForm? Open(Stream file, FieldChoice choice)
    {
        try
        {
            return Book(file) is { } book ? Open(book, choice) : null;
        }
        catch (DamagedWorkbookException damaged)
        {
            throw new Refusal(422, "unreadable-workbook", $"The workbook cannot be read: {damaged.Message}.");
        }
    }

    private static IWorkbook? Book(Stream file)
    {
        file.Position = 0;
        var magic = new byte[MagicSize];
        var bytes = magic.AsSpan(0, file.ReadAtLeast(magic, MagicSize, throwOnEndOfStream: false));
        if (bytes.StartsWith(Zip)) return new XlsxBook(file);
        return bytes.StartsWith(Compound.AsSpan(0, 4)) ? new XlsBook(file) : null;
    }

    private static Table Open(IWorkbook book, FieldChoice choice)
    {
        var isContact = false;
        for (var sheet = 0; sheet < book.Sheets; sheet++)
        {
            var rows = Guarded(book.Rows(sheet)).Take(HeaderRow.MostRows).ToArray();
            if (HeaderRow.In(rows, choice) is { } header)
            {
                if (header.Columns.Count > CsvRows.MostCells) throw FileHead.TooManyColumns();
                var at = sheet;
                return new(book.Name, header, () => Padded(Guarded(book.Rows(at)), header.Columns.Count), book);
            }
            if (rows is [.., { Fault: { EndsFile: true } damaged }]) throw new Refusal(422, "unreadable-workbook", $"The workbook cannot be read {damaged.Reason}.");
            isContact |= rows.Length > 0 && rows[0].Cells.Any(HeaderRow.IsAddress);
        }
        throw FileHead.NoHeader(isContact);
    }

    /// <summary>A sheet says nothing of cells that are empty.</summary>
    private static IEnumerable<CsvRow> Padded(IEnumerable<CsvRow> rows, int columns) => rows.Select(row => row.Count >= columns ? row
        : row with { Cells = [.. row.Cells, .. Enumerable.Repeat("", columns - row.Count)], Count = columns });

    /// <summary>What cannot be read any further ends the file, and what was read before stays.</summary>
    private static IEnumerable<CsvRow> Guarded(IEnumerable<CsvRow> rows)
    {
        var line = 0L;
        using var each = rows.GetEnumerator();
        while (true)
        {
            CsvRow row;
            try
            {
                if (!each.MoveNext()) yield break;
                row = each.Current;
                line = row.Line;
            }
            catch (DamagedWorkbookException damaged)
            {
                row = new(line + 1, [], 0, new($"after line {line}: {damaged.Message}; nothing after it was read", EndsFile: true));
            }
            yield return row;
            if (row.Fault is { EndsFile: true }) yield break;
        }
    }
}
