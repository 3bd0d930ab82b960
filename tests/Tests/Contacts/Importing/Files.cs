using System.Text;
using System.Text.Json.Nodes;
using Contacts;

namespace Tests.Contacts;

/// <summary>Files of contacts as texts, and what is read from them.</summary>
internal static class Files
{
    public static MemoryStream Of(string text, Encoding? encoding = null, bool mark = false)
    {
        encoding ??= new UTF8Encoding(mark);
        return new([.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes(text)]);
    }

    public static List<FileRow> Rows(string text) => Rows(Of(text));

    public static List<FileRow> Rows(Stream file) => [.. new ContactFile(file).Rows()];

    /// <summary>The bodies of all rows, every one of which must be good.</summary>
    public static List<JsonNode> Bodies(Stream file) => [.. Rows(file).Select(row =>
    {
        Assert.True(row.Reason is null, $"row {row.Number}: {row.Reason}");
        Assert.Empty(ContactBody.Faults(row.Body));
        return JsonNode.Parse(row.Body.GetRawText())!;
    })];

    public static JsonNode Body(string text) => Assert.Single(Bodies(Of(text)));

    /// <summary>What is wrong with the only row.</summary>
    public static string Reason(string text) => Assert.Single(Rows(text)).Reason ?? "nothing";

    /// <summary>JSON written with ' for ", compared as values.</summary>
    public static void Is(string expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected.Replace('\'', '"')), actual), $"wanted {expected}\ngot    {actual?.ToJsonString()}");
}
