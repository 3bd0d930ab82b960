using System.Text.Json;

namespace Audiences.Rules;

/// <summary>Where a page is: <c>properties.path</c> as the SDKs of web pages send it, else that of <c>properties.url</c>.</summary>
internal static class PagePath
{
    private static readonly FactPath Path = new("path"), Url = new("url");

    /// <summary>The name of its column, which stands beside those of properties; none of these has it.</summary>
    public const string Column = "\0page";

    /// <summary>As it stands in its column.</summary>
    public static byte[] Form(string path) => JsonSerializer.SerializeToUtf8Bytes(path);

    public static string? Of(EventFact view) => Text(Path, view) ?? OfUrl(Text(Url, view));

    private static string? OfUrl(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url.AbsolutePath : null;

    private static string? Text(FactPath path, EventFact view)
    {
        var found = new FirstText();
        path.Visit(view.Properties, 0, found);
        return found.Text;
    }
}
