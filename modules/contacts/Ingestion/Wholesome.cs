using System.Text.Json;

namespace Contacts;

/// <summary>Finds what no database and no client can be trusted with, in one message, so that its neighbours need not suffer.</summary>
internal static class Wholesome
{
    private const int Deepest = 64;

    /// <summary>The first fault; null when there is none.</summary>
    public static Rejection? Fault(JsonElement json) => Walk(json, "", 1);

    private static Rejection? Walk(JsonElement json, string path, int depth) => json.ValueKind switch
    {
        _ when depth > Deepest => new($"is nested deeper than {Deepest}", path),
        JsonValueKind.String => IsText(() => json.GetString()) ? null : new("holds NUL or half a surrogate pair", path),
        JsonValueKind.Object => WalkObject(json, path, depth),
        JsonValueKind.Array => WalkArray(json, path, depth),
        _ => null,
    };

    private static Rejection? WalkObject(JsonElement json, string path, int depth)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in json.EnumerateObject())
        {
            if (!IsText(() => property.Name)) return new("has a name with NUL or half a surrogate pair", path);
            var inner = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            if (!names.Add(property.Name)) return new("stands twice", inner);
            if (Walk(property.Value, inner, depth + 1) is { } fault) return fault;
        }
        return null;
    }

    private static Rejection? WalkArray(JsonElement json, string path, int depth)
    {
        var index = 0;
        foreach (var item in json.EnumerateArray())
            if (Walk(item, $"{path}[{index++}]", depth + 1) is { } fault) return fault;
        return null;
    }

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
