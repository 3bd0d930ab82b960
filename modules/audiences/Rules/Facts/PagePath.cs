namespace Audiences.Rules;

/// <summary>Where a page is: <c>properties.path</c> as the SDKs of web pages send it, else that of <c>properties.url</c>.</summary>
internal static class PagePath
{
    private static readonly FactPath Path = new("path"), Url = new("url");

    /// <summary>Where it reads.</summary>
    public static readonly IReadOnlyList<string> Properties = ["path", "url"];

    public static string? Of(EventFact view) => Text(Path, view) ?? OfUrl(Text(Url, view));

    /// <summary>Of what a view has as <c>path</c>; null when that says nothing.</summary>
    public static string? OfPath(Value[] values) => Text(values);

    /// <summary>Of what a view has as <c>url</c>; null when that says nothing.</summary>
    public static string? OfUrl(Value[] values) => OfUrl(Text(values));

    private static string? OfUrl(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url.AbsolutePath : null;

    private static string? Text(Value[] values)
    {
        var found = new FirstText();
        new ValuesBelow(FactPath.Here, values).Visit(found);
        return found.Text;
    }

    private static string? Text(FactPath path, EventFact view)
    {
        var found = new FirstText();
        path.Visit(view.Properties, 0, found);
        return found.Text;
    }
}
