using Contracts;

namespace Tests.Rules;

public sealed class WindowTests
{
    [Fact]
    public void An_event_aged_exactly_the_window_is_out()
    {
        var events = Some.Events(("purchase", "2026-11-01T00:00:00Z"));
        const string rule = """{ "field": "event.purchase", "op": "performed", "within": "10d" }""";

        Assert.Equal((true, Some.Time("2026-11-11T00:00:00Z")), Plain(Some.Judge(rule, null, events, Some.Time("2026-11-10T23:59:59.999Z"))));
        Assert.Equal((false, null), Plain(Some.Judge(rule, null, events, Some.Time("2026-11-11T00:00:00Z"))));
    }

    [Fact]
    public void The_example_of_the_contract_is_judged()
    {
        var definition = Some.Definition("""
            { "match": "all", "conditions": [
                { "field": "trait.plan", "op": "equals", "value": "premium" },
                { "field": "lastSeen", "op": "within", "value": "30d" },
                { "field": "event.purchase", "op": "performed", "atLeast": 2, "within": "30d",
                  "where": [ { "property": "amount", "op": "greaterThan", "value": 100 } ] },
                { "match": "any", "conditions": [ { "field": "tag", "op": "equals", "value": "vip" }, { "field": "country", "op": "in", "value": ["FR", "BE"] } ] } ],
              "exclude": [ { "field": "stage", "op": "equals", "value": "Lost" } ] }
            """);
        var person = Some.Person(("trait.plan", "\"Premium\""), ("address", "{\"country\":\"Belgium\"}"));
        var events = Audiences.Rules.EventHistory.Empty
            .With(Some.Event("purchase", "2026-11-10T00:00:00Z", 1, "{\"amount\":\"100.01\"}"))
            .With(Some.Event("purchase", "2026-11-12T00:00:00Z", 2, "{\"amount\":1e3}"));

        Assert.Equal((true, Some.Time("2026-12-10T00:00:00Z")), Plain(Some.Judge(definition, person, events)));
        Assert.False(Some.Judge(definition, person with { Values = person.Values.Add("stage", new("\"lost\"", Some.Stamp())) }, events).Holds);
        Assert.Equal(definition, Audiences.Rules.Definition.Stored(definition.ToJson()));
    }

    private static (bool, Instant?) Plain(Audiences.Rules.Verdict verdict) => (verdict.Holds, verdict.NextChangeAt);
}
