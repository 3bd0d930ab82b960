using Audiences.Sdk;

namespace Contacts;

/// <summary>Address cards, one behind the other.</summary>
internal sealed class CardForm(Stream file) : IFileForm
{
    private const string Begin = "BEGIN:VCARD";
    private const int MostBefore = 1024;

    public string Name => "vcard";

    public ColumnMap? Columns => null;

    public IEnumerable<CsvRow> Sample => [];

    /// <param name="text">From the file's beginning.</param>
    public static bool IsIn(TextReader text)
    {
        var letters = new char[MostBefore];
        return letters.AsSpan(0, text.ReadBlock(letters, 0, letters.Length)).TrimStart("\ufeff \t\r\n").StartsWith(Begin, StringComparison.OrdinalIgnoreCase);
    }

    public IEnumerable<FileRow> Rows(int after)
    {
        using var text = FileText.Open(file);
        var number = 0;
        foreach (var card in VCards.Read(text))
            if (++number > after) yield return card is null ? new(number, default, "the card has no end; nothing after it was read", EndsFile: true) : Read(number, card);
    }

    private static FileRow Read(int number, Contact card)
    {
        var (body, reason) = CardBody.Of(card);
        return body is { } json ? new(number, json, null) : new(number, default, reason);
    }
}
