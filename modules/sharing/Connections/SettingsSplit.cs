using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Contracts;
using Sharing.Stored;

namespace Sharing;

/// <summary>A connection's settings, parted into what may be shown and what is kept encrypted.</summary>
internal sealed record SettingsSplit(string Plain, ImmutableArray<string> SecretNames, string Secrets)
{
    public static SettingsSplit Of(JsonObject settings, ConnectorForm form)
    {
        var (plain, secrets) = (new JsonObject(), new JsonObject());
        foreach (var (name, value) in settings)
            (form.Secrets.Contains(name) ? secrets : plain)[name] = value?.DeepClone();
        return new(plain.ToJsonString(), [.. secrets.Select(secret => secret.Key)], secrets.ToJsonString());
    }

    /// <summary>The settings as they are after a change of some; null takes one away.</summary>
    /// <exception cref="Refusal">422: the change is no JSON object.</exception>
    public static JsonObject After(JsonObject settings, JsonElement change)
    {
        if (change.ValueKind != JsonValueKind.Object) throw Refusal.Invalid("settings", "This is a JSON object of settings by name.");
        var after = settings.DeepClone().AsObject();
        foreach (var given in change.EnumerateObject())
            if (given.Value.ValueKind == JsonValueKind.Null) after.Remove(given.Name);
            else after[given.Name] = JsonNode.Parse(given.Value.GetRawText());
        return after;
    }

    /// <summary>Of those that a change names; null: none.</summary>
    public static IReadOnlyList<string>? Names(JsonElement? change) => change is { } given ? [.. given.EnumerateObject().Select(each => each.Name)] : null;

    public static JsonObject Whole(string plain, string secrets)
    {
        var whole = JsonNode.Parse(plain)!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(secrets)!.AsObject())
            whole[name] = value?.DeepClone();
        return whole;
    }
}
