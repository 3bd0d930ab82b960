using System.Text.Json;

namespace Host.Plugins.Manifest;

/// <summary>One entry of plugins.json, strictly: what is misspelt would otherwise be an isolation or a pin that nobody has.</summary>
internal static class EntryReader
{
    private static readonly string[] Members = ["id", "assembly", "enabled", "sha256", "dependencies", "isolation", "settings"];

    private static readonly string[] Limits = ["timeoutSeconds", "parallelCalls", "memoryMegabytes"];

    public static PluginEntry Read(JsonElement json)
    {
        Known(json, "it", Members);
        var id = Text(json, "id") ?? throw new ManifestMistake("\"id\" must be given");
        if (!IsId(id)) throw new ManifestMistake("\"id\" is 2 to 40 of a-z, 0-9 and -, beginning with a letter");
        var assembly = Text(json, "assembly") ?? throw new ManifestMistake("\"assembly\" must be given: acme/Acme.dll for Acme.dll in the folder acme of the plugins folder");
        if (PluginPath.Objection(assembly) is { } objection) throw new ManifestMistake($"\"assembly\" {objection}");
        return new(
            id, assembly, Flag(json, "enabled") ?? true, Hash("sha256", Text(json, "sha256")), ReadDependencies(json),
            ReadIsolation(Text(json, "isolation")), ReadLimits(json), json.GetRawText());
    }

    private static bool IsId(string id) =>
        id.Length is >= 2 and <= 40 && char.IsAsciiLetterLower(id[0]) && id.All(each => char.IsAsciiLetterLower(each) || char.IsAsciiDigit(each) || each == '-');

    private static Isolation ReadIsolation(string? text) => text switch
    {
        null or "inProcess" => Isolation.InProcess,
        "process" => Isolation.Process,
        _ => throw new ManifestMistake("\"isolation\" is \"inProcess\" or \"process\""),
    };

    private static PluginLimits ReadLimits(JsonElement json)
    {
        var usual = PluginLimits.Default;
        if (!json.TryGetProperty("settings", out var settings)) return usual;
        Known(settings, "\"settings\"", Limits);
        return new(
            TimeSpan.FromSeconds(Number(settings, Limits[0], 1, 3_600) ?? (int)usual.Timeout.TotalSeconds),
            Number(settings, Limits[1], 1, 64) ?? usual.ParallelCalls,
            // Less does not hold the runtime itself.
            Number(settings, Limits[2], 32, 65_536) ?? usual.MemoryMegabytes);
    }

    private static Dictionary<string, string> ReadDependencies(JsonElement json)
    {
        if (!json.TryGetProperty("dependencies", out var given)) return [];
        if (given.ValueKind != JsonValueKind.Object) throw new ManifestMistake("\"dependencies\" is an object of SHA-256 by file");
        return given.EnumerateObject().ToDictionary(
            each => each.Name,
            each => Hash(
                "dependencies", each.Value.ValueKind == JsonValueKind.String ? TextIn(each.Value, "dependencies") : throw new ManifestMistake("\"dependencies\" is an object of SHA-256 by file"))!);
    }

    private static string? Hash(string name, string? text) =>
        text is null || (text.Length == 64 && text.All(char.IsAsciiHexDigit)) ? text?.ToLowerInvariant()
            : throw new ManifestMistake($"\"{name}\" is 64 hexadecimal digits, as `sha256sum` prints them");

    private static void Known(JsonElement json, string what, string[] members)
    {
        if (json.ValueKind != JsonValueKind.Object) throw new ManifestMistake($"{what} must be an object");
        foreach (var member in json.EnumerateObject())
            if (!members.Contains(member.Name))
                throw new ManifestMistake($"there is no \"{PluginManifest.Shown(member.Name)}\"; {what} may have {string.Join(", ", members)}");
    }

    private static string? Text(JsonElement json, string name) =>
        !json.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.String ? TextIn(value, name) : throw new ManifestMistake($"\"{name}\" must be a text");

    private static string TextIn(JsonElement value, string name)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new ManifestMistake($"\"{name}\" holds half of a surrogate pair");
        }
    }

    private static bool? Flag(JsonElement json, string name) =>
        !json.TryGetProperty(name, out var value) ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw new ManifestMistake($"\"{name}\" must be true or false");

    private static int? Number(JsonElement json, string name, int least, int most) =>
        !json.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most ? number
        : throw new ManifestMistake($"\"{name}\" must be a whole number from {least} to {most}");
}
