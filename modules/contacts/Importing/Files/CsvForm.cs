using Contracts;

namespace Contacts;

/// <summary>A table as text.</summary>
internal static class CsvForm
{
    /// <exception cref="Refusal">422, with what to do: nothing of it can be taken in.</exception>
    public static Table Open(Stream file, FieldChoice choice)
    {
        var head = FileHead.Read(FileText.Open(file), choice);
        return new("csv", head.Header, () => Rows(file, head.Delimiter));
    }

    private static IEnumerable<CsvRow> Rows(Stream file, char delimiter)
    {
        using var text = FileText.Open(file);
        foreach (var row in new CsvRows(text, delimiter).All()) yield return row;
    }
}
