using System.Text.Json.Nodes;

namespace Tests.Rules.Plain;

/// <summary>What is counted or picked out of a contact's events, at one instant.</summary>
internal sealed class PlainCounts(PlainCase given, PlainTest test, Fault fault)
{
    private const long Silence = 30 * 60_000;

    /// <summary>When each event was, or when each session began.</summary>
    public IEnumerable<long> Times(bool sessions)
    {
        var events = given.Events.OrderBy(item => item.At).ToArray();
        if (!sessions || fault == Fault.SessionsAreEvents)
        {
            return events.Where(item => item.Active || fault != Fault.PassiveEventsAreNoEvents).Select(item => item.At);
        }
        var active = events.Where(item => item.Active || fault == Fault.SessionsHoldPassiveEvents).Select(item => item.At).ToArray();
        return active.Where((at, i) => fault == Fault.SessionIsDatedAtItsEnd
            ? i == active.Length - 1 || IsSilence(at, active[i + 1])
            : i == 0 || IsSilence(active[i - 1], at));
    }

    public int Count(JsonNode part, bool sessions, long n) => Times(sessions).Count(at => test.InWindow(part, at, n));

    /// <summary>The first or last of them that has happened.</summary>
    public static IEnumerable<(PlainEvent Event, JsonNode? Properties)> Pick(
        IEnumerable<(PlainEvent Event, JsonNode? Properties)> events, string occurrence, long n)
    {
        var happened = events.Select((item, index) => (item, index)).Where(pair => pair.item.Event.At <= n)
            .OrderBy(pair => pair.item.Event.At).ThenBy(pair => pair.index).Select(pair => pair.item).ToArray();
        return happened.Length == 0 ? [] : [occurrence == "first" ? happened[0] : happened[^1]];
    }

    /// <summary>Of the last event by now that says so.</summary>
    public string? Agent(bool device, long n)
    {
        var telling = given.Events.Where(item => item.At <= n || fault == Fault.FutureDevicesCount).OrderBy(item => item.At)
            .Select(item => device ? Device(item) : PlainAgents.Known[item.Context].Browser).OfType<string>().ToArray();
        return telling.Length == 0 ? null : fault == Fault.DeviceOfTheFirst ? telling[0] : telling[^1];
    }

    private string? Device(PlainEvent item) =>
        fault == Fault.DeviceTypeIsIgnored && item.Context.Contains("userAgent") && item.Context.Contains("device") ? "mobile"
        : PlainAgents.Known[item.Context].Device;

    private bool IsSilence(long before, long after) =>
        fault == Fault.SessionsHoldTheirEdge ? after - before > Silence : after - before >= Silence;
}
