using System.Text.Json;
using System.Text.Json.Nodes;

namespace Contacts;

/// <summary>RFC 7396 for one value.</summary>
internal static class MergePatch
{
    /// <param name="held">The value there is, as JSON; null when there is none.</param>
    public static string Apply(string? held, JsonElement patch)
    {
        if (patch.ValueKind != JsonValueKind.Object) return ProfileValues.Json(patch);
        var target = held is null ? null : JsonNode.Parse(held, documentOptions: new() { MaxDepth = 256 });
        return ProfileValues.Json(JsonSerializer.SerializeToElement(Merge(target, patch)));
    }

    private static JsonNode? Merge(JsonNode? target, JsonElement patch)
    {
        if (patch.ValueKind != JsonValueKind.Object) return JsonNode.Parse(ProfileValues.Json(patch), documentOptions: new() { MaxDepth = 256 });
        var merged = target as JsonObject ?? [];
        foreach (var change in patch.EnumerateObject())
        {
            if (change.Value.ValueKind == JsonValueKind.Null) merged.Remove(change.Name);
            else merged[change.Name] = Merge(merged[change.Name]?.DeepClone(), change.Value);
        }
        return merged;
    }
}
