using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Contracts;

namespace Host.Api.Http;

/// <summary>
/// NUL and halves of surrogate pairs: JSON can escape them, no database or client can be trusted with them. The walk looks at the
/// escapes as sent, because unescaping half a pair throws.
/// </summary>
internal static class BadText
{
    public static void Refuse(JsonElement json)
    {
        if (Find(json) is { } path)
            throw Refusal.Invalid(path, "text may not hold NUL or half a surrogate pair", "invalid-text");
    }

    /// <summary>The path of the first bad name or value, or null.</summary>
    public static string? Find(JsonElement json) =>
        JsonMarshal.GetRawUtf8Value(json).IndexOf("\\u"u8) < 0 ? null : Walk(json, "$");

    private static string? Walk(JsonElement json, string path) => json.ValueKind switch
    {
        JsonValueKind.String => IsBad(JsonMarshal.GetRawUtf8Value(json)) ? path : null,
        JsonValueKind.Object => WalkObject(json, path),
        JsonValueKind.Array => WalkArray(json, path),
        _ => null,
    };

    private static string? WalkObject(JsonElement json, string path)
    {
        foreach (var property in json.EnumerateObject())
        {
            if (IsBad(JsonMarshal.GetRawUtf8PropertyName(property))) return path;
            if (Walk(property.Value, $"{path}.{property.Name}") is { } found) return found;
        }
        return null;
    }

    private static string? WalkArray(JsonElement json, string path)
    {
        var index = 0;
        foreach (var item in json.EnumerateArray())
            if (Walk(item, $"{path}[{index++}]") is { } found) return found;
        return null;
    }

    /// <summary>True when the escaped UTF-8 of a JSON string names NUL, or half a surrogate pair.</summary>
    private static bool IsBad(ReadOnlySpan<byte> raw)
    {
        var high = false;
        for (var at = 0; at < raw.Length;)
        {
            var unit = Unit(raw[at..], out var length);
            if (unit == '\0' || char.IsLowSurrogate(unit) != high) return true;
            high = char.IsHighSurrogate(unit);
            at += length;
        }
        return high;
    }

    /// <summary>The UTF-16 unit at the start if it is a \u escape; anything else is as harmless as a blank.</summary>
    private static char Unit(ReadOnlySpan<byte> raw, out int length)
    {
        length = raw[0] == '\\' ? raw[1] == 'u' ? 6 : 2 : 1;
        return length == 6 ? (char)ushort.Parse(raw[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : ' ';
    }
}
