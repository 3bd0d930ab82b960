using System.Text.Json;

namespace Contacts;

/// <summary>The traits of an identify or group message.</summary>
internal static class Traits
{
    /// <summary>
    /// <c>traits</c>, and what only <c>context.traits</c> has: RudderStack's browser SDK sends identify's traits there alone.
    /// On other messages <c>context.traits</c> repeats what was identified before, and is no news.
    /// </summary>
    public static IReadOnlyDictionary<string, JsonElement> Of(JsonElement message, bool identifies)
    {
        var all = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (identifies && message.TryGetProperty("context", out var context)) Take(all, context);
        Take(all, message);
        return all;
    }

    private static void Take(Dictionary<string, JsonElement> all, JsonElement holder)
    {
        if (holder.ValueKind != JsonValueKind.Object || !holder.TryGetProperty("traits", out var traits)) return;
        if (traits.ValueKind != JsonValueKind.Object) return;
        foreach (var trait in traits.EnumerateObject()) all[trait.Name] = trait.Value;
    }
}
