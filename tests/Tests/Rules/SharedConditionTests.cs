using System.Runtime.CompilerServices;
using Audiences.Partitions;
using Audiences.Rules;

namespace Tests.Rules;

/// <summary>Equal conditions are one judge, which is asked once of one subject at one instant.</summary>
public class SharedConditionTests
{
    private const string Bought = """{ "field": "event.buy", "op": "performed", "within": "30d", "where": [ { "property": "sku", "op": "equals", "value": "a" } ] }""";
    private const string Mine = """{ "field": "assignedTo", "op": "equals", "value": "me" }""";

    [Theory]
    [InlineData(Bought, true)]
    [InlineData("""{ "op": "performed", "field": "event.buy", "where": [ { "value": "a", "op": "equals", "property": "sku" } ], "within": "30d", "not": true }""", true)]
    [InlineData("""{ "field": "event.buy", "op": "performed", "within": "29d", "where": [ { "property": "sku", "op": "equals", "value": "a" } ] }""", false)]
    [InlineData("""{ "field": "event.buy", "op": "performed", "within": "30d", "where": [ { "property": "sku", "op": "equals", "value": "b" } ] }""", false)]
    [InlineData("""{ "field": "event.buy", "op": "notPerformed", "within": "30d", "where": [ { "property": "sku", "op": "equals", "value": "a" } ] }""", false)]
    [InlineData("""{ "field": "event.buy", "op": "performed", "within": "30d" }""", false)]
    public void A_condition_that_is_written_otherwise_and_means_the_same_is_the_same_judge(string condition, bool isSame)
    {
        var shared = new SharedConditions();
        var rule = Rule.Compile(Some.Only($$"""{ "match": "any", "conditions": [ { "field": "tag", "op": "exists" }, {{Bought}} ] }"""), null, shared);
        var (other, node) = (new Counted(), Some.Only(condition).Include!.Parts[0] with { Not = false });
        shared.Of(node, null, other).Of(Subject.Empty, Some.Now.Ms, null);
        Assert.Equal(isSame ? 0 : 1, other.Asked);
        GC.KeepAlive(rule);
    }

    [Fact]
    public void It_is_asked_once_of_a_subject_at_an_instant()
    {
        var (counted, answers) = (new Counted(), new Answers());
        var shared = new SharedJudge(counted);
        var subject = new Subject(ContactFacts.From(Some.Person()), Some.Events(("buy", "2026-11-01T00:00:00Z")));
        var (one, two) = (new GroupJudge(Match.All, [shared]), new NotJudge(new GroupJudge(Match.Any, [shared])));
        Assert.Equal((1, 1), (Ask(subject, 5), Ask(subject, 5)));
        Assert.Equal(2, Ask(subject, 6));
        Assert.Equal(3, Ask(subject with { Events = Some.Events() }, 6));
        Assert.Equal(4, Ask(subject with { Facts = ContactFacts.From(Some.Person()), Events = EventHistory.Empty }, 6));
        answers.Forget();
        Assert.Equal(5, Ask(subject, 6));

        int Ask(Subject of, long now)
        {
            Assert.True(one.Of(of, now, answers).Holds);
            Assert.False(two.Of(of, now, answers).Holds);
            return counted.Asked;
        }
    }

    [Fact]
    public void Me_is_whom_it_means_in_each_book()
    {
        var rules = new CompiledRules();
        var anns = new Subject(ContactFacts.From(Some.Person(("assignedTo", "\"ann\""))), EventHistory.Empty);
        Assert.All([Some.Only(Mine), Referring(Some.Only(Mine))], definition =>
        {
            var (ann, bob) = (rules.Of(definition.ToJson(), "user:ann"), rules.Of(definition.ToJson(), "user:bob"));
            Assert.Equal((true, false), (Rule.Evaluate(ann, anns, Some.Now, new()).Holds, Rule.Evaluate(bob, anns, Some.Now, new()).Holds));
        });

        static Definition Referring(Definition other) =>
            Some.Only("""{ "field": "audience.0123456789abcdef0123456789abcdef", "op": "memberOf" }""").Inline(_ => other);
    }

    [Fact]
    public void A_text_is_compiled_once_for_as_long_as_it_is_in_use()
    {
        var rules = new CompiledRules();
        var (text, used) = (Some.Only(Bought).ToJson(), rules.Of(Some.Only(Bought).ToJson(), "book"));
        GC.Collect();
        Assert.Same(used, rules.Of(text, "another"));
    }

    [Fact]
    public void What_nobody_uses_any_more_is_forgotten()
    {
        var (inUse, held) = (new InUse<int, object>(), new object());
        Assert.Same(held, inUse.Of(-1, held));
        AddMany(inUse);
        GC.Collect();
        AddMany(inUse);
        // All that were ever added would be 6,001.
        Assert.InRange(inUse.Count, 1, 4_500);
        Assert.Same(held, inUse.Of(-1, new object()));
    }

    // By itself, so that nothing on the stack holds what it adds.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AddMany(InUse<int, object> inUse)
    {
        for (var i = 0; i < 3_000; i++)
            inUse.Of(inUse.Count, new object());
    }

    private sealed class Counted : Judge
    {
        public int Asked { get; private set; }

        public override int Cost => 1;

        public override Outcome Of(in Subject subject, long now, Answers? answers)
        {
            Asked++;
            return new Outcome(true, Outcome.Never);
        }
    }
}
