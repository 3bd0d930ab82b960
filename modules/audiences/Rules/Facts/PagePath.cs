namespace Audiences.Rules;

/// <summary>Where a page is: <c>properties.path</c> as the SDKs of web pages send it, else that of <c>properties.url</c>.</summary>
internal static class PagePath
{
    private static readonly FactPath Path = new("path"), Url = new("url");

    public static string? Of(EventFact view) =>
        Text(Path, view) ?? (Uri.TryCreate(Text(Url, view), UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url.AbsolutePath : null);

    private static string? Text(FactPath path, EventFact view)
    {
        var found = new FirstText();
        path.Visit(view.Properties, 0, found);
        return found.Text;
    }
}
