using Audiences.Columns;
using Contracts;

namespace Audiences.Rules;

/// <summary>What contacts have in one field at an instant: every value with how many have it.</summary>
internal sealed class Facet(string field, Instant now)
{
    // They are another as time goes on, or come from events.
    private static readonly HashSet<string> OfTime = ["archived", "createdAt", "firstSeen", "lastSeen", "device", "browser", "eventCount", "sessionCount"];

    private readonly Source _source = Source.For(field, nobody: false);

    public FieldTally Tally { get; } = new(isWhole: true);

    /// <summary>Looks at all of them at once; false, and nothing done, where the columns do not hold the field.</summary>
    public bool TryLookAt(ContactColumns columns, SlotSet among)
    {
        if (OfTime.Contains(field) || _source.TryCount(columns, among) is not { } counted)
        {
            return false;
        }
        foreach (var (values, contacts) in counted)
        {
            values.Visit(Tally);
            Tally.EndContact(contacts);
        }
        return true;
    }

    public void Look(in Subject subject)
    {
        switch (field)
        {
            case "createdAt":
                Tally.Add(Value.Of(subject.Facts.CreatedAt.ToString()));
                break;
            case "firstSeen":
                Tally.Add(Value.Of(subject.Events.FirstSeen(now)?.ToString()));
                break;
            case "lastSeen":
                Tally.Add(Value.Of(subject.Events.LastSeen(now)?.ToString()));
                break;
            case "device":
                Tally.Add(Told(subject.Events, AgentPart.Device));
                break;
            case "browser":
                Tally.Add(Told(subject.Events, AgentPart.Browser));
                break;
            case "eventCount":
                Tally.Add(CountOf(subject.Events.Times));
                break;
            case "sessionCount":
                Tally.Add(CountOf(Sessions.Starts(subject.Events.Active, long.MinValue)));
                break;
            default:
                _source.Visit(subject.Facts.At(now), Tally);
                break;
        }
        Tally.EndContact();
    }

    private Value Told(EventHistory events, AgentPart part) =>
        Value.Of(events.Telling(part, now.Ms) is [var last, ..] && last.At <= now ? last.Agent[part] : null);

    /// <summary>Those that have happened: times may lie ahead.</summary>
    private Value CountOf(ReadOnlySpan<long> times) => Value.Of($"{Sweep.FirstAt(times, now.Ms + 1)}");
}
