using System.Text;
using System.Text.Json;

namespace Audiences.Rules;

/// <summary>What looks at values one by one.</summary>
internal interface IVisitor
{
    /// <summary>True to stop: the answer is known.</summary>
    bool Visit(in Value value);
}

/// <summary>
/// A path into JSON. At each step the longest key that is there wins, so that a literal key <c>a.b</c> wins over <c>a</c>, then <c>b</c>;
/// a path through an array follows each of its elements.
/// </summary>
internal sealed class FactPath
{
    // _keys[i][k]: segments i to i + k as one key.
    private readonly byte[][][] _keys;

    /// <summary>The value itself, or each element of an array.</summary>
    public static readonly FactPath Here = new([]);

    private FactPath(byte[][][] keys) => _keys = keys;

    /// <summary>
    /// As which keys of an object a path may stand there, the one that wins first, and what is then asked below each: of <c>a.b.c</c> that is
    /// <c>a.b.c</c>, <c>a.b</c> or <c>a</c>.
    /// </summary>
    public static IEnumerable<(string Key, FactPath Below)> Keys(string path)
    {
        yield return (path, Here);
        for (var dot = path.LastIndexOf('.'); dot >= 0; dot = dot == 0 ? -1 : path.LastIndexOf('.', dot - 1))
            yield return (path[..dot], new FactPath(path[(dot + 1)..]));
    }

    public bool IsHere => _keys.Length == 0;

    public FactPath(string path)
    {
        var segments = path.Split('.');
        _keys = [.. segments.Select((_, from) => Enumerable.Range(1, segments.Length - from)
            .Select(count => Encoding.UTF8.GetBytes(string.Join('.', segments, from, count))).ToArray())];
    }

    public bool Visit(in Value value, IVisitor visitor) =>
        value.IsJson ? Visit(value.Json, 0, visitor) : IsHere && visitor.Visit(value);

    /// <summary>Shows the visitor every value there is below, until it stops; true when it did.</summary>
    public bool Visit(JsonElement json, int from, IVisitor visitor)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            foreach (var element in json.EnumerateArray())
            {
                if (Visit(element, from, visitor))
                {
                    return true;
                }
            }
            return false;
        }
        if (from == _keys.Length)
        {
            return visitor.Visit(Value.Of(json));
        }
        return Step(json, from, out var next, out var count) && Visit(next, from + count, visitor);
    }

    private bool Step(JsonElement json, int from, out JsonElement next, out int count)
    {
        next = default;
        count = json.ValueKind == JsonValueKind.Object ? _keys[from].Length : 0;
        for (; count > 0; count--)
        {
            if (TryGet(json, _keys[from][count - 1], out next) && next.ValueKind != JsonValueKind.Null)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>False beside a key with a lone surrogate, on which the reader throws when it must unescape it to compare.</summary>
    public static bool TryGet(JsonElement json, byte[] key, out JsonElement value)
    {
        value = default;
        try
        {
            return json.ValueKind == JsonValueKind.Object && json.TryGetProperty(key, out value);
        }
        catch (InvalidOperationException)
        {
            value = default;
            return false;
        }
    }
}
