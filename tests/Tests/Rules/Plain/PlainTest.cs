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
            return found.Any(item => One(op, item, test, value, n)) || (found.Count == 0 && One(op, null, test, value, n));
        }
        if (fault == Fault.NotWithinFailsForMissing && op == "notWithin" && !found.Any(item => values.Moment(item) is not null))
        {
            return false;
        }
        return fault == Fault.NegativeHoldsForOneElement && found.Count > 0
            ? found.Any(item => !One(positive, item, test, value, n))
            : !found.Any(item => One(positive, item, test, value, n));
    }

    /// <summary>The window of an event condition; without one, all that has happened.</summary>
    public bool InWindow(JsonNode part, long at, long n)
    {
        var zone = Zone(part);
        if (part["within"] is { } length)
        {
            return zone is null ? _dates.Within((at, at), Ms(length)!.Value, n)
                : (at <= n || fault == Fault.FutureEventsOfTodayCount) && _dates.WithinDays(DateAt(zone, at), Days(length), DateAt(zone, n));
        }
        if (part["between"] is JsonArray ends)
        {
            return IsAgo(ends) ? _dates.Ago((at, at), Ms(ends[0]), Ms(ends[1]), n)
                : at <= n && _dates.Between((at, at), false, Start(ends[0], zone), Start(ends[1], zone));
        }
        return at <= n || fault == Fault.FutureEventsCountAtOnce;
    }

    public static long? Ms(JsonNode? length) => length?.GetValue<string>() is { } text
        ? long.Parse(text[..^1]) * text[^1] switch { 's' => 1000L, 'm' => 60_000L, 'h' => 3_600_000L, 'd' => 86_400_000L, _ => 604_800_000L }
        : null;

    private bool One(string op, JsonNode? item, JsonNode test, JsonNode? value, long n) => op switch
    {
        "exists" => !values.IsMissing(item),
        "equals" => Same(item, value),
        "in" or "containsAny" => value!.AsArray().Take(fault == Fault.InIsItsFirst ? 1 : 1000).Any(wanted => Same(item, wanted)),
        "contains" => fault == Fault.ContainsIsEquals ? Same(item, value) : values.Text(item)?.Contains(Operand(value), StringComparison.Ordinal) == true,
        "startsWith" => fault == Fault.StartIsAnywhere ? One("contains", item, test, value, n) : values.Text(item)?.StartsWith(Operand(value), StringComparison.Ordinal) == true,
        "endsWith" => fault == Fault.EndIsAnywhere ? One("contains", item, test, value, n) : values.Text(item)?.EndsWith(Operand(value), StringComparison.Ordinal) == true,
        "greaterThan" => fault == Fault.GreaterThanHoldsItsEdge ? values.Number(item) >= values.Number(value) : values.Number(item) > values.Number(value),
        "atLeast" => values.Number(item) >= values.Number(value),
        "lessThan" => fault == Fault.LessThanHoldsItsEdge ? values.Number(item) <= values.Number(value) : values.Number(item) < values.Number(value),
        "atMost" => values.Number(item) <= values.Number(value),
        "between" when value!.AsArray().Any(end => end?.GetValueKind() == JsonValueKind.Number) => InRange(values.Number(item), value!.AsArray()),
        "anniversaryWithin" => DayOfYear(item, Zone(test) ?? "UTC") is var (month, day)
            && _dates.Anniversary(month, day, Days(test["next"] ?? value!), test["next"] is not null, DateAt(Zone(test) ?? "UTC", n)),
        _ => values.Moment(item) is { } moment ? OnMoment(op, moment, values.IsDay(item), test, value, n) : fault == Fault.OlderThanHoldsForMissing && op == "olderThan",
    };

    private bool OnMoment(string op, (long From, long To) t, bool day, JsonNode test, JsonNode? value, long n) => op switch
    {
        "within" when Zone(test) is { } zone => fault == Fault.CalendarDaysAreOf24Hours
            ? _dates.Within(t, Ms(value)!.Value, n) : _dates.WithinDays(DateOf(t, day, zone), Days(value!), DateAt(zone, n)),
        "within" => _dates.Within(t, Ms(value)!.Value, n),
        "olderThan" => _dates.OlderThan(t, Ms(value)!.Value, n),
        "withinNext" => _dates.WithinNext(t, Ms(value)!.Value, n),
        "between" when IsAgo(value!.AsArray()) => _dates.Ago(t, Ms(value[0]), Ms(value[1]), n),
        "between" => _dates.Between(Local(t, day, Zone(test)), day, Start(value[0], Zone(test)), Start(value[1], Zone(test))),
        "before" => PlainDates.Before(Local(t, day, Zone(test)), day, Local(values.Moment(value)!.Value, values.IsDay(value), Zone(test))),
        "after" => _dates.After(Local(t, day, Zone(test)), values.IsDay(value), Local(values.Moment(value)!.Value, values.IsDay(value), Zone(test))),
        "on" when values.IsDay(value) => DateOf(t, day, Zone(test) ?? "UTC") == DateOf(values.Moment(value)!.Value, true, "UTC"),
        "on" => _dates.On(DateOf(t, day, Zone(test) ?? "UTC"), DateAt(Zone(test) ?? "UTC", n), value!.GetValue<string>(), test["weekStart"]?.GetValue<string>()),
        _ => throw new InvalidOperationException(op),
    };

    private string? Zone(JsonNode part) =>
        part["calendar"]?.GetValue<string>() is { } zone ? fault == Fault.CalendarIsUtc ? "UTC" : zone : null;

    private static DateOnly DateAt(string zone, long at) => PlainZones.DateAt(zone, at);

    /// <summary>A date is itself in any zone.</summary>
    private static DateOnly DateOf((long From, long To) t, bool day, string zone) => DateAt(day ? "UTC" : zone, t.From);

    /// <summary>A date is that day from midnight to midnight on the wall.</summary>
    private (long From, long To) Local((long From, long To) t, bool day, string? zone) =>
        !day || zone is null || fault == Fault.DatesAreOfUtc ? t
        : (PlainZones.Start(zone, DateAt("UTC", t.From)), PlainZones.Start(zone, DateAt("UTC", t.From).AddDays(1)));

    private (int Month, int Day)? DayOfYear(JsonNode? item, string zone)
    {
        if (values.Moment(item) is { } t)
        {
            var date = DateOf(t, values.IsDay(item), zone);
            return (date.Month, date.Day);
        }
        return item?.GetValueKind() == JsonValueKind.String && item.GetValue<string>() is ['-', '-', ..] text && fault != Fault.UnknownYearIsUnread
            ? (int.Parse(text[2..4]), int.Parse(text[5..7])) : null;
    }

    private static int Days(JsonNode length) => (int)(Ms(length)!.Value / 86_400_000);

    /// <summary>The operand says how the value is read.</summary>
    public bool Same(JsonNode? item, JsonNode? wanted) => wanted!.GetValueKind() switch
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

    private long? Start(JsonNode? moment, string? zone) => values.Moment(moment) is { } t ? Local(t, values.IsDay(moment), zone).From : null;
}
