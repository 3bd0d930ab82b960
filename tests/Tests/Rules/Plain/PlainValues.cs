using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Tests.Rules.Plain;

/// <summary>How values are found and read, written straight from the contract.</summary>
internal sealed class PlainValues(Fault fault)
{
    private static readonly Regex Numeral = new(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\z");
    private static readonly Regex Date = new(@"^\d{4}-\d\d-\d\d\z");
    // What a text reads as does not depend on who asks.
    private static readonly ConcurrentDictionary<string, decimal?> Numbers = [];
    private static readonly ConcurrentDictionary<string, long?> Instants = [];
    private static readonly Regex Time = new(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)\z");

    /// <summary>All values at a path, arrays taken apart.</summary>
    public List<JsonNode?> At(JsonNode? node, string[] path)
    {
        if (node is JsonArray array)
        {
            return [.. array.SelectMany(item => At(item, path))];
        }
        if (path.Length == 0)
        {
            return [node];
        }
        if (node is not JsonObject json)
        {
            return [];
        }
        var counts = Enumerable.Range(1, path.Length);
        foreach (var count in fault == Fault.LiteralKeyLoses ? counts : counts.Reverse())
        {
            if (json[string.Join('.', path.Take(count))] is { } found)
            {
                return At(found, path[count..]);
            }
        }
        return [];
    }

    public bool IsMissing(JsonNode? node) =>
        node is null || (node is JsonArray { Count: 0 })
        || (fault != Fault.BlankExists && node.GetValueKind() == JsonValueKind.String && node.GetValue<string>().Trim().Length == 0);

    public string? Text(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.String => node.GetValue<string>() is var text && text.Trim().Length > 0 ? Folded(text) : null,
        JsonValueKind.Number => Shortest(node),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    public decimal? Number(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.Number => node.AsValue().TryGetValue<decimal>(out var number) ? number : null,
        JsonValueKind.String => Numbers.GetOrAdd(node.GetValue<string>(), text =>
            Numeral.IsMatch(text) && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var read) ? read : null),
        _ => null,
    };

    public bool? Boolean(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String when node.GetValue<string>().ToLowerInvariant() is "true" or "false" => node.GetValue<string>().ToLowerInvariant() == "true",
        null when fault == Fault.MissingIsFalse => false,
        _ => null,
    };

    /// <summary>An instant, twice, or the start of a day and of the next.</summary>
    public (long From, long To)? Moment(JsonNode? node)
    {
        if (node?.GetValueKind() != JsonValueKind.String)
        {
            return null;
        }
        var text = node.GetValue<string>();
        var read = Instants.GetOrAdd(text, _ => (Date.IsMatch(text) || Time.IsMatch(text))
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at.ToUnixTimeMilliseconds() : null);
        return read is { } from ? (from, IsDay(node) ? from + 86_400_000 : from) : null;
    }

    public bool IsDay(JsonNode? node) =>
        node?.GetValueKind() == JsonValueKind.String && node.GetValue<string>() is { Length: 10 } text && Date.IsMatch(text) && fault != Fault.DayIsItsStart;

    public string Folded(string text)
    {
        var composed = fault == Fault.CompositionMatters ? text : text.Replace("e\u0301", "é").Replace("E\u0301", "É");
        return fault == Fault.CaseMatters ? composed : composed.ToUpperInvariant().ToLowerInvariant();
    }

    private string Shortest(JsonNode node)
    {
        var text = Number(node) is { } number ? number.ToString("F28", CultureInfo.InvariantCulture) : "0.0";
        text = text.TrimEnd('0').TrimEnd('.');
        return text is "-0" or "" ? "0" : text;
    }
}
