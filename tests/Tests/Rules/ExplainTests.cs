using Audiences.Rules;
using Contracts;
using Tests.Rules.Plain;

namespace Tests.Rules;

/// <summary>What is explained is what is judged; and reads well.</summary>
public sealed class ExplainTests
{
    private const int Cases = 400;

    [Fact]
    public void Every_part_says_what_the_rule_says_at_any_instant()
    {
        var seed = ulong.TryParse(Environment.GetEnvironmentVariable("RULES_SEED"), out var given) ? given : (ulong)Random.Shared.NextInt64();
        var (deciding, counted) = (0, 0);
        foreach (var item in Generated.Cases(seed, Cases))
        {
            var judged = new Judged(item);
            foreach (var at in judged.SomeInstants(3))
            {
                var explained = judged.Explain(at);
                foreach (var difference in Differences(judged, explained, at))
                    Assert.Fail($"RULES_SEED={seed} shows it again: {difference} at {at}\n{item}");
                deciding += explained.Within.Count(part => part is { Decides: true, Parts.Length: 0 });
                counted += explained.Within.Sum(part => part.Events?.Count ?? 0);
            }
        }
        Assert.True(deciding > Cases && counted > Cases, $"RULES_SEED={seed}: only {deciding} conditions decided and {counted} events counted.");
    }

    [Fact]
    public void A_condition_that_counts_shows_the_events_newest_first_and_says_since_when()
    {
        var explained = Leaf(
            """{ "field": "event.bought", "op": "performed", "atLeast": 2, "within": "30d" }""",
            Some.Events(("bought", "2026-10-22T12:00:00Z"), ("bought", "2026-11-20T12:00:00Z"), ("bought", "2026-10-22T12:00:00.001Z"), ("sold", "2026-11-20T12:00:00Z")));
        Assert.Equal("performed bought 2 times since 22 October 2026 12:00 UTC; at least 2 are asked for", explained.Because);
        Assert.Equal(["2026-11-20T12:00:00.000Z", "2026-10-22T12:00:00.001Z"], explained.Events!.Newest.Select(fact => fact.At.ToString()));
        Assert.Equal(new Flip(Some.Now + TimeSpan.FromMilliseconds(1), false), explained.Next);
    }

    [Theory]
    [InlineData("""{ "field": "event.bought", "op": "notPerformed" }""", "performed bought once ever; none is asked for")]
    [InlineData("""{ "field": "event.bought", "op": "performed", "exactly": 1, "not": true }""", "performed bought once ever; exactly 1 is asked for, turned round by \"not\"")]
    [InlineData("""{ "field": "event.bought", "op": "performed", "atMost": 3, "between": ["14d", "7d"] }""", "performed bought 0 times between 7 November 2026 12:00 UTC and 14 November 2026 12:00 UTC; at most 3 are asked for")]
    [InlineData("""{ "field": "event.bought", "op": "performed", "where": [ { "property": "amount", "op": "greaterThan", "value": 5 } ] }""", "performed bought with amount is above 5: 0 times ever; at least 1 is asked for")]
    [InlineData("""{ "field": "trait.plan", "op": "equals", "value": "premium" }""", "trait.plan is \"free\"; asked for is: trait plan equals premium")]
    [InlineData("""{ "field": "trait.size", "op": "exists" }""", "trait.size is missing; asked for is: trait size exists")]
    [InlineData("""{ "match": "any", "conditions": [ { "field": "trait.plan", "op": "exists" }, { "field": "trait.size", "op": "exists" } ] }""", "1 of 2 holds; one must")]
    public void Reasons_name_what_was_found_and_what_is_asked_for(string condition, string because) =>
        Assert.Equal(because, Leaf(condition, Some.Events(("bought", "2026-10-22T12:00:00Z"))).Because);

    [Theory]
    [InlineData("""{"match":"all","conditions":[{"field":"tag","op":"exists"}]}""", "definition.conditions", "definition.conditions[0]", "archived")]
    [InlineData("""{"match":"any","conditions":[{"field":"tag","op":"exists"}]}""", "definition.conditions", "definition.conditions[0]", "archived")]
    [InlineData("""{"exclude":[{"field":"tag","op":"exists"}]}""", "definition.exclude[0]", "archived")]
    [InlineData("""{"match":"all","conditions":[{"field":"archived","op":"equals","value":false}]}""", "definition.conditions", "definition.conditions[0]")]
    [InlineData("""{"match":"all","conditions":[{"match":"any","conditions":[{"field":"tag","op":"exists"}]}]}""", "definition.conditions", "definition.conditions[0]", "definition.conditions[0].conditions[0]", "archived")]
    public void Paths_are_those_of_the_definition_as_it_was_written(string definition, params string[] paths) =>
        Assert.Equal(["definition", .. paths], Explain(Some.Definition(definition)).Within.Select(part => part.Path));

    [Fact]
    public void A_failing_condition_beside_holding_ones_decides_and_they_do_not()
    {
        var explained = Explain(Some.Definition(
            """{"match":"all","conditions":[{"field":"trait.plan","op":"exists"},{"field":"tag","op":"exists"}],"exclude":[{"field":"stage","op":"exists"}]}"""));
        Assert.Equal(
            ["definition", "definition.conditions", "definition.conditions[1]"],
            explained.Within.Where(part => part.Decides).Select(part => part.Path));
        Assert.Equal("the conditions fail", explained.Because);
    }

    private static IEnumerable<string> Differences(Judged judged, Explained whole, Instant at)
    {
        if (whole.Result != judged.HoldsAt(judged.Definition, at))
            yield return $"The whole is said to be {whole.Result}";
        foreach (var part in whole.Within)
        {
            if (part.Node is { } node && part.Result != judged.HoldsAt(NodeJson.Alone(node), at))
                yield return $"{part.Path} is said to be {part.Result}";
            if (part is { Node: EventCondition condition, Events.Count: var count } && part.Result != (IsAsked(condition, count) != condition.Not))
                yield return $"{part.Path} counts {count} and is {part.Result}";
            if (part.Decides != (whole.Result != Turned(whole, part)))
                yield return $"{part.Path} is said to decide: {part.Decides}";
        }
    }

    private static bool IsAsked(EventCondition condition, int count) =>
        condition.Performed ? count >= condition.Times.Low && count <= condition.Times.High : count == 0;

    /// <summary>The result of a part, put together from its parts, if one of them were otherwise.</summary>
    private static bool Turned(Explained part, Explained otherwise)
    {
        if (ReferenceEquals(part, otherwise))
            return !part.Result;
        if (part.Parts.IsEmpty)
            return part.Result;
        var parts = part.Parts.Select(inner => (inner.Path, Holds: Turned(inner, otherwise))).ToArray();
        if (parts is [.., (var last, var pinnedIn)] && last.EndsWith("pinned"))
            return pinnedIn && parts.All(inner => inner.Holds || !inner.Path.EndsWith("archived"));
        return part.Node switch
        {
            Group group => (group.Match == Audiences.Rules.Match.All ? parts.All(inner => inner.Holds) : parts.Any(inner => inner.Holds)) != group.Not,
            Reference reference => parts[0].Holds == reference.Member != reference.Not,
            _ => parts.All(inner => inner.Holds != inner.Path.StartsWith($"{part.Path}.exclude[", StringComparison.Ordinal)),
        };
    }

    private static Explained Leaf(string condition, EventHistory events) => Explain(Some.Only(condition), events).Parts[0].Parts[0];

    private static Explained Explain(Definition written, EventHistory? events = null)
    {
        var subject = new Subject(ContactFacts.From(Some.Person(("trait.plan", "\"free\""))), events ?? EventHistory.Empty);
        return Explainer.Of(written.AsJudged(), subject, Some.Now, null, AudienceNames.None);
    }
}
