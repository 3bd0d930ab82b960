using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace Contacts;

/// <summary>Finds what no database and no client can be trusted with, in one message, so that its neighbours need not suffer.</summary>
internal static class Wholesome
{
    private const int Deepest = 64;

    // Up to so many names are compared in pairs; beyond, a table is cheaper.
    private const int FewNames = 16;

    /// <summary>The first fault; null when there is none.</summary>
    public static Rejection? Fault(JsonElement json)
    {
        var raw = JsonMarshal.GetRawUtf8Value(json);
        // JSON takes no control character as it is: where nothing is escaped, text can hold neither NUL nor half a pair.
        var isPlain = !raw.Contains((byte)'\\') && Utf8.IsValid(raw);
        return Walk(json, isPlain, 1);
    }

    /// <returns>Its path starts at <paramref name="json"/>.</returns>
    private static Rejection? Walk(JsonElement json, bool isPlain, int depth) => json.ValueKind switch
    {
        _ when depth > Deepest => new($"is nested deeper than {Deepest}", ""),
        JsonValueKind.String => isPlain || IsText(() => json.GetString()) ? null : new("holds NUL or half a surrogate pair", ""),
        JsonValueKind.Object => WalkObject(json, isPlain, depth),
        JsonValueKind.Array => WalkArray(json, isPlain, depth),
        _ => null,
    };

    private static Rejection? WalkObject(JsonElement json, bool isPlain, int depth)
    {
        var names = isPlain && json.GetPropertyCount() <= FewNames ? null : new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var property in json.EnumerateObject())
        {
            if (!isPlain && !IsText(() => property.Name)) return new("has a name with NUL or half a surrogate pair", "");
            if (names is null ? StandsBefore(json, property, index++) : !names.Add(property.Name)) return new("stands twice", property.Name);
            if (Walk(property.Value, isPlain, depth + 1) is { } fault) return fault with { Path = Below(property.Name, fault.Path) };
        }
        return null;
    }

    private static bool StandsBefore(JsonElement json, JsonProperty property, int index)
    {
        var name = JsonMarshal.GetRawUtf8PropertyName(property);
        foreach (var other in json.EnumerateObject())
        {
            if (index-- == 0) return false;
            if (JsonMarshal.GetRawUtf8PropertyName(other).SequenceEqual(name)) return true;
        }
        return false;
    }

    private static Rejection? WalkArray(JsonElement json, bool isPlain, int depth)
    {
        var index = 0;
        foreach (var item in json.EnumerateArray())
        {
            if (Walk(item, isPlain, depth + 1) is { } fault) return fault with { Path = Below($"[{index}]", fault.Path) };
            index++;
        }
        return null;
    }

    private static string Below(string part, string path) => path is "" or ['[', ..] ? part + path : $"{part}.{path}";

    private static bool IsText(Func<string?> unescape)
    {
        try
        {
            return !unescape()!.Contains('\0');
        }
        catch (InvalidOperationException)
        {
            // How System.Text.Json reports half a surrogate pair.
            return false;
        }
    }
}
