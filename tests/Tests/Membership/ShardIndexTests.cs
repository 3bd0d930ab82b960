using Audiences.Partitions;
using Audiences.Rules;
using Contracts;
using Some = Tests.Rules.Some;

namespace Tests.Membership;

/// <summary>Whom an event is judged against: nobody whom it cannot move.</summary>
public class ShardIndexTests
{
    [Theory]
    [InlineData("""{ "field": "event.buy", "op": "performed" }""", "track buy", true)]
    [InlineData("""{ "field": "event.buy", "op": "performed" }""", "track sell", false)]
    [InlineData("""{ "field": "event.buy", "op": "performed" }""", "page buy", false)]
    [InlineData("""{ "field": "event.buy", "op": "performed", "occurrence": "last" }""", "passive buy", true)]
    [InlineData("""{ "field": "page", "op": "performed" }""", "page Home", true)]
    [InlineData("""{ "field": "page", "op": "performed" }""", "screen Home", true)]
    [InlineData("""{ "field": "page", "op": "performed" }""", "track Home", false)]
    [InlineData("""{ "field": "page.Home", "op": "performed" }""", "page Home", true)]
    [InlineData("""{ "field": "page./x", "op": "performed" }""", "page Home", true)]
    [InlineData("""{ "field": "page./y", "op": "performed" }""", "page Home", false)]
    [InlineData("""{ "field": "lastSeen", "op": "exists" }""", "page Home", true)]
    [InlineData("""{ "field": "sessionCount", "op": "atLeast", "value": 2 }""", "track buy", true)]
    [InlineData("""{ "field": "sessionCount", "op": "atLeast", "value": 2 }""", "passive buy", false)]
    [InlineData("""{ "field": "eventCount", "op": "atLeast", "value": 2 }""", "passive buy", true)]
    [InlineData("""{ "field": "device", "op": "exists" }""", "track buy", false)]
    [InlineData("""{ "field": "device", "op": "exists" }""", "phone buy", true)]
    [InlineData("""{ "field": "trait.plan", "op": "exists" }""", "phone buy", false)]
    public void An_event_reaches_only_what_asks_for_it(string condition, string sent, bool reaches)
    {
        var index = new ShardIndex();
        var shard = new Shard(new AudienceInPartition("a", "book"), 1, 1, Rule.Compile(Some.Only(condition)));
        index.Add(shard);
        Assert.Equal(reaches, index.Affected("book", null, Sent(sent), EventHistory.Empty).Contains(shard));
        Assert.Empty(index.Affected("another", null, Sent(sent), EventHistory.Empty));
        index.Remove(shard);
        Assert.Empty(index.Affected("book", null, Sent(sent), EventHistory.Empty));
    }

    [Theory]
    [InlineData("""{ "property": "n", "op": "equals", "value": 10 }""", true)]
    [InlineData("""{ "property": "n", "op": "equals", "value": "10" }""", true)]
    [InlineData("""{ "property": "n", "op": "equals", "value": 11 }""", false)]
    [InlineData("""{ "property": "sku", "op": "equals", "value": "S-1" }""", true)]
    [InlineData("""{ "property": "sku", "op": "in", "value": [ "s-2", "s-3" ] }""", false)]
    [InlineData("""{ "property": "lines.sku", "op": "containsAny", "value": [ "b" ] }""", true)]
    [InlineData("""{ "property": "gone", "op": "equals", "value": true }""", false)]
    [InlineData("""{ "property": "gone", "op": "notEquals", "value": true }""", true)]
    [InlineData("""{ "property": "n", "op": "greaterThan", "value": 100 }""", true)]
    public void An_event_reaches_only_what_seeks_its_values(string clause, bool reaches)
    {
        var index = new ShardIndex();
        foreach (var condition in (string[])["event.buy", "page.Home"])
            index.Add(Asking($$"""{ "field": "{{condition}}", "op": "performed", "where": [ {{clause}} ] }"""));
        Assert.Equal(reaches ? 1 : 0, index.Affected("book", null, Having(StepKind.Track, "buy"), EventHistory.Empty).Count);
        Assert.Equal(reaches ? 1 : 0, index.Affected("book", null, Having(StepKind.Page, "Home"), EventHistory.Empty).Count);
        Assert.Empty(index.Affected("book", null, Having(StepKind.Track, "Home"), EventHistory.Empty));

        static EventFact Having(StepKind kind, string name) => Some.Event(
            name, "2026-11-01T00:00:00Z", 1, """{ "n": 10.0, "sku": "s-1", "lines": [ { "sku": "a" }, { "sku": "b" } ] }""", kind: kind);
    }

    [Fact]
    public void Of_several_values_that_are_sought_the_rarest_counts()
    {
        var (index, bought) = (new ShardIndex(), Some.Event("buy", "2026-11-01T00:00:00Z", 1, """{ "currency": "EUR", "sku": 7 }"""));
        Shard[] shards = [.. Enumerable.Range(0, 100).Select(sku => Asking($$"""
            { "field": "event.buy", "op": "performed", "where": [
                { "property": "currency", "op": "equals", "value": "EUR" }, { "property": "sku", "op": "equals", "value": {{sku}} } ] }
            """))];
        Array.ForEach(shards, index.Add);
        Assert.Contains(shards[7], index.Affected("book", null, bought, EventHistory.Empty));
        Assert.InRange(index.Affected("book", null, bought, EventHistory.Empty).Count, 1, 2);
        Array.ForEach(shards, index.Remove);
        Assert.Empty(index.Affected("book", null, bought, EventHistory.Empty));
    }

    [Fact]
    public void Who_stays_on_a_device_is_not_judged_again()
    {
        var index = new ShardIndex();
        index.Add(new Shard(new AudienceInPartition("a", "book"), 1, 1, Rule.Compile(Some.Only("""{ "field": "device", "op": "equals", "value": "mobile" }"""))));
        var history = EventHistory.Empty.With(Sent("phone buy"));
        Assert.Empty(index.Affected("book", null, Sent("phone buy") with { Id = 2 }, history));
        Assert.NotEmpty(index.Affected("book", null, Sent("phone buy") with { Id = 2, Agent = Agent.Of("desktop", null) }, history));
    }

    private static Shard Asking(string condition) => new(new AudienceInPartition("a", "book"), 1, 1, Rule.Compile(Some.Only(condition)));

    private static EventFact Sent(string what)
    {
        var (how, name) = (what.Split(' ')[0], what.Split(' ')[1]);
        var kind = how switch { "page" => StepKind.Page, "screen" => StepKind.Screen, _ => StepKind.Track };
        return Some.Event(name, "2026-11-01T00:00:00Z", 1, """{ "path": "/x" }""", active: how != "passive", kind) with
        {
            Agent = how == "phone" ? Agent.Of("mobile", null) : default,
        };
    }
}
