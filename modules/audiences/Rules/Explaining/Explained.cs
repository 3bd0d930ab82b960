using System.Collections.Immutable;
using Contracts;

namespace Audiences.Rules;

/// <summary>What one part of a definition says of a contact at an instant, and why.</summary>
/// <param name="Path">Where it stands, as errors name it; <c>archived</c> for what is added by default.</param>
/// <param name="Node">Null for a whole definition.</param>
/// <param name="Json">The part as it was written.</param>
/// <param name="Decides">Another result of this part alone would be another result of the whole.</param>
/// <param name="Next">When its own result changes by time alone.</param>
internal sealed record Explained(
    string Path, Node? Node, string Json, bool Result, bool Decides, Flip? Next, string Because, ImmutableArray<Explained> Parts)
{
    /// <summary>Of a condition on a field: its value as JSON, a list where it has several, <c>null</c> where it has none.</summary>
    public string? Value { get; init; }

    /// <summary>Of a condition on events: those that it counts.</summary>
    public CountedEvents? Events { get; init; }

    public IEnumerable<Explained> Within => Parts.SelectMany(part => part.Within).Prepend(this);
}

/// <param name="Newest">The newest of them, newest first.</param>
internal sealed record CountedEvents(int Count, ImmutableArray<EventFact> Newest)
{
    private const int Most = 100;

    private static readonly Comparer<EventFact> NewestLast = Comparer<EventFact>.Create(EventFact.Compare);

    /// <summary>
    /// Each event is judged alone: it counts when somebody who did nothing else would have performed it.
    /// </summary>
    public static CountedEvents Of(EventCondition condition, in Subject subject, Instant now, string? me)
    {
        var once = condition with { Performed = true, Times = default, Not = false };
        var counted = Meeting(once, Asked(once, subject, now, me), subject, now, me);
        return new CountedEvents(counted.Count, [.. counted.Take(Most)]);
    }

    /// <summary>Newest first. Where the first or last is meant, that one: alone, each event would be it.</summary>
    private static IEnumerable<EventFact> Asked(EventCondition once, in Subject subject, Instant now, string? me)
    {
        var all = subject.Events.All.OrderDescending(NewestLast);
        if (once.Occurrence == Occurrence.Any)
        {
            return all;
        }
        var named = Meeting(once with { Occurrence = Occurrence.Any, Window = null, Where = [] }, all, subject, now, me);
        return once.Occurrence == Occurrence.First ? named.TakeLast(1) : named.Take(1);
    }

    private static List<EventFact> Meeting(EventCondition once, IEnumerable<EventFact> events, in Subject subject, Instant now, string? me)
    {
        var rule = Rule.Compile(NodeJson.Alone(once), me);
        var facts = subject.Facts;
        return [.. events.Where(fact => Rule.Evaluate(rule, new Subject(facts, EventHistory.Empty.With(fact)), now).Holds)];
    }
}
