using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Host.Api;

/// <summary>
/// <c>/builder</c>: the page on which people choose an audience and see its number. Its files are in the program; all that it knows it asks
/// of /v1, with the key that the person gives it.
/// </summary>
internal static class BuilderPage
{
    private const string Folder = "Builder/", Index = "index.html";

    // Nothing of the page comes from elsewhere, and nothing that a contact is called can become a script.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly FrozenDictionary<string, Part> Parts = Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Select(Read).ToFrozenDictionary(part => part.Name, StringComparer.Ordinal);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/builder", (HttpContext http) => Show(http, Index)).ExcludeFromDescription();
        app.MapGet("/builder/{file}", Show).ExcludeFromDescription();
    }

    private static IResult Show(HttpContext http, string file)
    {
        if (!Parts.TryGetValue(file, out var part)) return Results.NotFound();
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        // Kept, and asked for again each time: after an update no old part runs beside a new one.
        headers.CacheControl = "no-cache";
        return Results.Bytes(part.Bytes, part.Type, entityTag: part.Tag);
    }

    private static Part Read(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var name = resource[Folder.Length..];
        var type = Path.GetExtension(name) switch { ".js" => "text/javascript", ".css" => "text/css", _ => "text/html" };
        return new(name, bytes, $"{type}; charset=utf-8", new($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes)[..8])}\""));
    }

    private sealed record Part(string Name, byte[] Bytes, string Type, EntityTagHeaderValue Tag);
}
