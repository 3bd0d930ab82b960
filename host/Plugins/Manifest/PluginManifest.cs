using System.Text.Json;

namespace Host.Plugins.Manifest;

/// <summary>plugins.json as far as it can be read. Whatever is wrong with it is told and stops nothing.</summary>
/// <param name="Problem">Why nothing of it can be read; null when it can.</param>
internal sealed record PluginManifest(IReadOnlyList<ManifestLine> Lines, string? Problem)
{
    private const long Longest = 1 << 20;

    private static readonly JsonDocumentOptions Strictly = new() { AllowDuplicateProperties = false };

    /// <param name="path">There need not be such a file: then there are no plugins.</param>
    public static PluginManifest Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length > Longest) throw new ManifestMistake($"it is longer than {Longest} bytes");
            using var json = JsonDocument.Parse(file, Strictly);
            return new([.. Entries(json.RootElement).Select(ReadLine)], null);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return new([], null);
        }
        catch (Exception problem) when (problem is ManifestMistake or JsonException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return new([], $"plugins.json cannot be read, so no plugin is loaded: {problem.Message.TrimEnd('.')}. Correct it and reload.");
        }
    }

    private static IEnumerable<JsonElement> Entries(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object) throw new ManifestMistake("it must be an object with \"plugins\"");
        if (root.EnumerateObject().Select(member => member.Name).FirstOrDefault(each => each != "plugins") is { } name)
            throw new ManifestMistake($"it has a member \"{Shown(name)}\"; the only one there is is \"plugins\"");
        if (!root.TryGetProperty("plugins", out var plugins) || plugins.ValueKind != JsonValueKind.Array)
            throw new ManifestMistake("\"plugins\" must be an array");
        return plugins.EnumerateArray();
    }

    private static ManifestLine ReadLine(JsonElement json, int index)
    {
        try
        {
            return new(EntryReader.Read(json), null, null);
        }
        catch (ManifestMistake mistake)
        {
            var id = json.ValueKind == JsonValueKind.Object && json.TryGetProperty("id", out var given) && given.ValueKind == JsonValueKind.String
                ? Shown(given.GetRawText().Trim('"')) : $"entry {index + 1}";
            return new(null, id, $"Its entry in plugins.json is wrong: {mistake.Message}.");
        }
    }

    /// <summary>Somebody's text, fit to be repeated.</summary>
    internal static string Shown(string text) =>
        string.Concat(text.Take(80).Select(letter => char.IsControl(letter) || char.IsSurrogate(letter) ? '?' : letter));
}

/// <summary>An entry, or what is wrong with it.</summary>
/// <param name="Name">What to call an entry that cannot be read.</param>
internal sealed record ManifestLine(PluginEntry? Entry, string? Name, string? Problem);
