using System.Collections.Immutable;
using System.Text.Json;
using Audiences.Rules;
using Contracts;

namespace Tests.Rules;

/// <summary>Short ways to a rule and somebody to judge.</summary>
internal static class Some
{
    public static readonly Instant Now = Time("2026-11-21T12:00:00Z");

    public static Instant Time(string text) => Instant.From(DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture));

    public static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    public static Stamp Stamp(string by = "key:a") => new(new Instant(0), by, "api", null);

    public static Profile Person(params (string Key, string Json)[] values) => Profile.Empty with
    {
        CreatedAt = Time("2026-01-01T00:00:00Z"),
        Values = values.ToImmutableSortedDictionary(value => value.Key, value => new ProfileValue(value.Json, Stamp()), StringComparer.Ordinal),
    };

    public static EventHistory Events(params (string Name, string At)[] events) =>
        events.Select((item, index) => Event(item.Name, item.At, (ulong)index + 1)).Aggregate(EventHistory.Empty, (history, fact) => history.With(fact));

    public static EventFact Event(string name, string at, ulong id, string properties = "{}", bool active = true, StepKind kind = StepKind.Track) =>
        new(name, kind, Time(at), id, Json(properties), active);

    public static Definition Definition(string json) => DefinitionParser.Parse(Json(json), AudienceLimits.Default);

    /// <summary>A definition of one condition.</summary>
    public static Definition Only(string condition) => Definition($$"""{ "match": "all", "conditions": [ {{condition}} ] }""");

    public static Verdict Judge(string condition, Profile? profile = null, EventHistory? events = null, Instant? now = null, string? me = null) =>
        Judge(Only(condition), profile, events, now, me);

    public static Verdict Judge(Definition definition, Profile? profile = null, EventHistory? events = null, Instant? now = null, string? me = null) =>
        Rule.Evaluate(Rule.Compile(definition, me), new Subject(ContactFacts.From(profile ?? Person()), events ?? EventHistory.Empty), now ?? Now);
}
