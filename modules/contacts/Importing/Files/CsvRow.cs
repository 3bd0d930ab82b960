namespace Contacts;

/// <summary>One row of a table of text.</summary>
/// <param name="Line">Where it begins in the file, from 1.</param>
/// <param name="Cells">At most one more than <see cref="CsvRows.MostCells"/>.</param>
/// <param name="Count">How many cells it has.</param>
/// <param name="Fault">Why it cannot be read; its cells are not to be used then.</param>
internal sealed record CsvRow(long Line, IReadOnlyList<string> Cells, int Count, CsvFault? Fault);

/// <param name="Reason">What is wrong and where; nothing of a cell is quoted, since reasons outlive a person who is erased.</param>
/// <param name="EndsFile">Where the next row begins cannot be known.</param>
internal sealed record CsvFault(string Reason, bool EndsFile = false);
