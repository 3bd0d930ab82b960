using System.IO.Pipelines;
using System.Text;
using System.Text.Json;

namespace Host.Api;

/// <summary>RFC 4180 with a line of names; no cell is a formula to a spreadsheet. The server's own import reads it back.</summary>
internal sealed class CsvForm(PipeWriter output, IReadOnlyList<ExportField> fields) : IExportForm
{
    // As Google Contacts joins them.
    private const string Between = " ::: ";

    public const string MediaType = "text/csv; charset=utf-8; header=present";

    public string Extension => "csv";
    public string ContentType => MediaType;

    public void Begin() => Line(fields.Select(field => Safe(field.Name)));

    public void Add(JsonElement[] values) => Line(values.Select(Cell));

    public void End()
    {
    }

    public async ValueTask Flush(CancellationToken cancel) => await output.FlushAsync(cancel);

    private void Line(IEnumerable<string> cells) => Line(output, cells);

    /// <param name="cells">Each as it is, or <see cref="Safe"/>.</param>
    public static void Line(PipeWriter output, IEnumerable<string> cells) => Encoding.UTF8.GetBytes($"{string.Join(',', cells.Select(Quoted))}\r\n", output);

    private static string Quoted(string cell) =>
        cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;

    // A number cannot be a formula: -5 stays a number.
    private static string Cell(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetRawText() : Safe(Plain(value));

    /// <summary>What begins like a formula gets a quote in front, as OWASP has it ("CSV injection").</summary>
    public static string Safe(string cell) => cell is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? $"'{cell}" : cell;

    private static string Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => "",
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array => string.Join(Between, value.EnumerateArray().Select(Plain)),
        // Of e-mails and phones, which may bear a label.
        JsonValueKind.Object when value.TryGetProperty("value", out var inner) && inner.ValueKind == JsonValueKind.String => inner.GetString()!,
        _ => value.GetRawText(),
    };
}
