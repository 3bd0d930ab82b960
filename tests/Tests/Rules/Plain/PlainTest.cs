using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tests.Rules.Plain;

/// <summary>Asks an operator of values at an instant.</summary>
internal sealed class PlainTest(PlainValues values, Fault fault)
{
    private readonly PlainDates _dates = new(fault);

    public static JsonNode? Country(JsonNode? name) => name?.GetValue<string>().ToLowerInvariant() switch
    {
        "fr" or "fra" or "france" => "FR",
        "be" or "bel" or "belgium" => "BE",
        _ => name?.DeepClone(),
    };

    public bool Holds(JsonNode test, List<JsonNode?> found, long n, bool country = false)
    {
        var op = test["op"]!.GetValue<string>();
        var value = country && fault != Fault.CountriesAreText ? Codes(test["value"]) : test["value"];
        if (op == "containsAll")
        {
            bool Has(JsonNode? wanted) => found.Any(item => Same(item, wanted));
            return fault == Fault.AllOfIsAnyOf ? value!.AsArray().Any(Has) : value!.AsArray().All(Has);
        }
        var positive = op switch
        {
            "notExists" => "exists", "notEquals" => "equals", "notContains" => "contains", "notIn" => "in", "notWithin" => "within", _ => null,
        };
        if (positive is null)
        {
            return found.Any(item => One(op, item, value, n)) || (found.Count == 0 && One(op, null, value, n));
        }
        if (fault == Fault.NotWithinFailsForMissing && op == "notWithin" && !found.Any(item => values.Moment(item) is not null))
        {
            return false;
        }
        return fault == Fault.NegativeHoldsForOneElement && found.Count > 0
            ? found.Any(item => !One(positive, item, value, n))
            : !found.Any(item => One(positive, item, value, n));
    }

    /// <summary>The window of an event condition; without one, all that has happened.</summary>
    public bool InWindow(JsonNode part, long at, long n)
    {
        if (part["within"] is { } length)
        {
            return _dates.Within((at, at), Ms(length)!.Value, n);
        }
        if (part["between"] is JsonArray ends)
        {
            return IsAgo(ends) ? _dates.Ago((at, at), Ms(ends[0]), Ms(ends[1]), n) : at <= n && _dates.Between((at, at), Start(ends[0]), Start(ends[1]));
        }
        return at <= n || fault == Fault.FutureEventsCountAtOnce;
    }

    public static long? Ms(JsonNode? length) => length?.GetValue<string>() is { } text
        ? long.Parse(text[..^1]) * text[^1] switch { 's' => 1000L, 'm' => 60_000L, 'h' => 3_600_000L, 'd' => 86_400_000L, _ => 604_800_000L }
        : null;

    private bool One(string op, JsonNode? item, JsonNode? value, long n) => op switch
    {
        "exists" => !values.IsMissing(item),
        "equals" => Same(item, value),
        "in" or "containsAny" => value!.AsArray().Any(wanted => Same(item, wanted)),
        "contains" => values.Text(item)?.Contains(Operand(value), StringComparison.Ordinal) == true,
        "startsWith" => fault == Fault.StartIsAnywhere ? One("contains", item, value, n) : values.Text(item)?.StartsWith(Operand(value), StringComparison.Ordinal) == true,
        "endsWith" => values.Text(item)?.EndsWith(Operand(value), StringComparison.Ordinal) == true,
        "greaterThan" => values.Number(item) > values.Number(value),
        "atLeast" => values.Number(item) >= values.Number(value),
        "lessThan" => values.Number(item) < values.Number(value),
        "atMost" => values.Number(item) <= values.Number(value),
        "between" when value!.AsArray().Any(end => end?.GetValueKind() == JsonValueKind.Number) => InRange(values.Number(item), value!.AsArray()),
        _ => values.Moment(item) is { } moment ? OnMoment(op, moment, value, n) : fault == Fault.OlderThanHoldsForMissing && op == "olderThan",
    };

    private bool OnMoment(string op, (long From, long To) t, JsonNode? value, long n) => op switch
    {
        "within" => _dates.Within(t, Ms(value)!.Value, n),
        "olderThan" => _dates.OlderThan(t, Ms(value)!.Value, n),
        "withinNext" => _dates.WithinNext(t, Ms(value)!.Value, n),
        "between" when IsAgo(value!.AsArray()) => _dates.Ago(t, Ms(value[0]), Ms(value[1]), n),
        "between" => _dates.Between(t, Start(value[0]), Start(value[1])),
        "before" => _dates.Before(t, values.Moment(value)!.Value),
        "after" => _dates.After(t, values.Moment(value)!.Value),
        "on" when values.Moment(value) is { } day => t.From >= day.From && t.From < day.From + 86_400_000,
        "on" => _dates.On(t, value!.GetValue<string>(), n),
        _ => throw new InvalidOperationException(op),
    };

    /// <summary>The operand says how the value is read.</summary>
    private bool Same(JsonNode? item, JsonNode? wanted) => wanted!.GetValueKind() switch
    {
        JsonValueKind.Number when fault != Fault.NumbersAreText => values.Number(item) is { } number && number == values.Number(wanted),
        JsonValueKind.True or JsonValueKind.False => values.Boolean(item) == wanted.GetValue<bool>(),
        _ => values.Text(item) is { } text && text == values.Text(wanted),
    };

    private bool InRange(decimal? number, JsonArray ends) =>
        number is not null && (ends[0] is null || number >= values.Number(ends[0]))
        && (ends[1] is null || (fault == Fault.RangeOfNumbersIsOpen ? number < values.Number(ends[1]) : number <= values.Number(ends[1])));

    private string Operand(JsonNode? value) => values.Folded(value!.GetValue<string>());

    private static JsonNode? Codes(JsonNode? value) => value is JsonArray several ? new JsonArray([.. several.Select(Country)])
        : value?.GetValueKind() == JsonValueKind.String ? Country(value) : value;

    private static bool IsAgo(JsonArray ends) => ends.Any(end => end?.GetValue<string>() is { Length: < 10 });

    private long? Start(JsonNode? moment) => values.Moment(moment)?.From;
}
