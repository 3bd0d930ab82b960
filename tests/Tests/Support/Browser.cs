using System.Text.Json;

namespace Tests.Support;

/// <summary>A page of tests/node/pages in headless Chromium, served from an origin of its own.</summary>
internal static class Browser
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    /// <param name="until">How many POSTs the server must have answered, or <c>error:</c> and what an error on the page's console must say.</param>
    /// <param name="script">Run in the page once it is loaded.</param>
    /// <param name="userAgent">What the browser says it is; its own name when absent.</param>
    public static async Task<Visit> Open(string page, Uri server, string writeKey, string until, string? script = null, string? userAgent = null)
    {
        string[] words = [page, server.ToString().TrimEnd('/'), writeKey, until, .. script is null ? [] : new[] { script }, .. userAgent is null ? [] : new[] { userAgent }];
        var told = await NodeScript.Run("browse.mjs", words);
        return JsonSerializer.Deserialize<Visit>(told.Split('\n').Last(line => line.StartsWith('{')), Web)!;
    }
}

/// <param name="Unreadable">Requests whose answer the page was not allowed to see, or that had none.</param>
/// <param name="Elsewhere">Requests to anybody but the server and the page's own site.</param>
/// <param name="Errors">What the console shows in red.</param>
/// <param name="Value">What the script came to.</param>
internal sealed record Visit(
    IReadOnlyList<PageAnswer> Answers, IReadOnlyList<string> Unreadable, IReadOnlyList<string> Elsewhere, IReadOnlyList<string> Errors,
    JsonElement Value);

internal sealed record PageAnswer(string Method, string Path, int Status);
