using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Host.Plugins;
using Host.Plugins.Loading;
using Host.Plugins.Manifest;

namespace Host.Commands.Connectors;

/// <summary>An entry of plugins.json that pins all of a plugin's code.</summary>
internal static class PinnedEntry
{
    private static readonly JsonSerializerOptions Shown = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(string given)
    {
        var assembly = Trial.Found(given);
        var copies = Directory.CreateTempSubdirectory("audiences-plugin-");
        try
        {
            var path = Trial.PathOf(assembly);
            var entry = new PluginEntry("pin", path, true, null, new Dictionary<string, string>(), Isolation.InProcess, PluginLimits.Default, "");
            var copy = PluginCopy.Take(entry, Path.GetDirectoryName(Path.GetDirectoryName(assembly))!, copies.FullName, unpinnedAllowed: true);
            var json = new JsonObject { ["id"] = IdOf(copy.Assembly), ["assembly"] = path, ["sha256"] = copy.Hashes[copy.Assembly] };
            if (copy.Dependencies.Any()) json["dependencies"] = new JsonObject(copy.Dependencies.Select(each => KeyValuePair.Create(each.Key, (JsonNode?)each.Value)));
            return json.ToJsonString(Shown);
        }
        catch (PluginRefused refused)
        {
            throw new CommandError(refused.Message);
        }
        finally
        {
            copies.Delete(recursive: true);
        }
    }

    // A proposal: the admin may choose another.
    private static string IdOf(string assembly)
    {
        var id = string.Concat(Path.GetFileNameWithoutExtension(assembly).ToLowerInvariant().Select(each => char.IsAsciiLetterLower(each) || char.IsAsciiDigit(each) ? each : '-')).Trim('-');
        return id.Length >= 2 && char.IsAsciiLetterLower(id[0]) ? id[..Math.Min(40, id.Length)] : $"plugin-{id}";
    }
}
