using Audiences.Partitions;
using Audiences.Rules;
using Contacts;
using Contracts;
using Sent = Tests.Contacts.Some;

namespace Tests.Rules;

/// <summary>The same messages in any order, and doubled, give the same memberships, now and later.</summary>
public sealed class OrderTests
{
    private static readonly Instant Start = Some.Time("2026-11-01T00:00:00Z");

    private static readonly CompiledRule[] Rules =
    [.. ((string[])[
        """{ "field": "trait.plan", "op": "equals", "value": "a" }""",
        """{ "field": "trait.plan", "op": "hasBeen", "value": "a", "for": "3h" }""",
        """{ "field": "trait.plan", "op": "hasBeen", "value": "b", "for": "1h" }""",
        """{ "field": "firstName", "op": "hasBeen", "value": "Ann", "for": "2h" }""",
        """{ "field": "birthday", "op": "anniversaryWithin", "value": "7d" }""",
        """{ "field": "city", "op": "equals", "value": "Gent" }""",
        """{ "field": "device", "op": "equals", "value": "mobile" }""",
        """{ "field": "browser", "op": "in", "value": ["Firefox", "Safari"] }""",
        """{ "field": "event.buy", "op": "performed", "atLeast": 2, "within": "4h" }""",
        """{ "field": "event.buy", "op": "performed", "occurrence": "last", "where": [ { "property": "n", "op": "greaterThan", "value": 4 } ] }""",
        """{ "field": "event.buy", "op": "performed", "occurrence": "first", "where": [ { "property": "n", "op": "greaterThan", "value": 4 } ] }""",
        """{ "field": "page./x", "op": "performed", "within": "1d", "calendar": "Asia/Tokyo" }""",
        """{ "field": "sessionCount", "op": "atLeast", "value": 3, "within": "6h" }""",
        """{ "field": "eventCount", "op": "between", "value": [3, 6] }""",
        """{ "field": "lastSeen", "op": "olderThan", "value": "2h" }""",
        """{ "field": "firstSeen", "op": "within", "value": "5h" }""",
    ]).Select(condition => Rule.Compile(Some.Only(condition)))];

    [Fact]
    public void The_order_of_messages_moves_nobody()
    {
        var random = new Random(11);
        var (seen, differing) = (new HashSet<(int, bool)>(), 0);
        for (var round = 0; round < 400; round++)
        {
            var messages = Enumerable.Range(0, random.Next(2, 9)).Select(i => Message(random, i)).ToArray();
            var inOrder = Judged(messages);
            random.Shuffle(messages);
            Assert.Equal(inOrder, Judged(messages));
            Assert.Equal(inOrder, Judged([.. messages, .. messages.Reverse()]));
            seen.UnionWith(inOrder.Select(verdict => (verdict.Rule, verdict.Verdict.Holds)));
            differing += inOrder.SequenceEqual(Judged(messages[1..])) ? 0 : 1;
        }
        Assert.Equal(Rules.Length * 2, seen.Count);
        Assert.True(differing > 300, $"A message less shows in {differing} rounds only.");
    }

    private static (int Rule, long At, Verdict Verdict)[] Judged(IncomingMessage[] messages)
    {
        var (profile, events) = (Profile.Empty, EventHistory.Empty);
        foreach (var message in messages)
        {
            profile = MessageFold.Apply(profile, message, "event:k1");
            var step = new ContactStep(
                message.Kind, message.At, message.Arrived, message.Name, message.MessageId, message.BodyHash, message.Payload, profile, Cause.Event, message.Active);
            events = EventReader.Read(step, MessageLog.HashOf(message.MessageId)) is { } fact ? events.With(fact) : events;
        }
        var subject = new Subject(ContactFacts.From(profile), events);
        return [.. from rule in Enumerable.Range(0, Rules.Length)
                   from hours in new[] { 1, 4, 8, 13, 40 }
                   let at = Start + TimeSpan.FromHours(hours)
                   select (rule, at.Ms, Rule.Evaluate(Rules[rule], subject, at))];
    }

    /// <summary>Within eight hours, some at one instant.</summary>
    private static IncomingMessage Message(Random random, int index)
    {
        var at = Start + TimeSpan.FromMinutes(random.Next(32) * 15);
        string Pick(params string[] of) => of[random.Next(of.Length)];
        var context = Pick(
            "{}", """{ "location": { "city": "Gent" } }""", """{ "location": { "city": "Ulm" } }""", """{ "device": { "type": "mobile" } }""",
            """{ "userAgent": "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0" }""");
        var traits = Pick(
            """{ "plan": "a" }""", """{ "plan": "b" }""", """{ "plan": "A", "firstName": "Ann" }""", """{ "firstName": "Bob", "birthday": "--10-30" }""",
            """{ "plan": null, "firstName": "Ann" }""");
        var body = random.Next(3) switch
        {
            0 => $$""" "type": "identify", "traits": {{traits}} """,
            1 => $$""" "type": "track", "event": "buy", "properties": { "n": {{random.Next(10)}} } """,
            _ => $$""" "type": "page", "name": "{{Pick("x", "y")}}", "properties": { "path": "{{Pick("/x", "/y")}}" } """,
        };
        return Sent.Message($$"""{ {{body}}, "userId": "u", "messageId": "m{{index}}", "timestamp": "{{at}}", "context": {{context}} }""", arrived: at);
    }
}
