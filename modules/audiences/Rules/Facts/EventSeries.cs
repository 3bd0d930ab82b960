using Audiences.Packing;
using Contracts;

namespace Audiences.Rules;

/// <summary>A contact's events of one kind and name, by (time, id). One that is packed is read when its events are asked for.</summary>
internal sealed class EventSeries
{
    private readonly ReadOnlyMemory<byte> _packed;
    private readonly NameTable? _names;
    private Run<EventFact>? _events;

    public EventSeries(StepKind kind, string name, Run<EventFact> events) => (Kind, Name, Count, _events) = (kind, name, events.Count, events);

    private EventSeries(StepKind kind, string name, int count, ReadOnlyMemory<byte> packed, NameTable names) =>
        (Kind, Name, Count, _packed, _names) = (kind, name, count, packed, names);

    public StepKind Kind { get; }

    /// <summary>Of the event; of the page or screen, which may be empty.</summary>
    public string Name { get; }

    public int Count { get; }

    /// <summary>Nobody has asked for its events.</summary>
    public bool IsPacked => _events is null;

    /// <summary>The events of one that is packed.</summary>
    public PackedEvents Packed => new(_packed, _names!);

    public Run<EventFact> Events => _events ??= Run<EventFact>.Of(Read());

    public EventSeries With(Run<EventFact> events) => new(Kind, Name, events);

    public static EventSeries Unpack(ref PackedReader reader)
    {
        var (kind, name) = ((StepKind)reader.Byte(), reader.Name());
        var count = reader.Count();
        return new EventSeries(kind, name, count, reader.Bytes(), reader.Names);
    }

    public void Pack(PackedWriter writer, PackedWriter body)
    {
        writer.Byte((byte)Kind);
        writer.Name(Name);
        writer.Count(Count);
        if (_events is null && ReferenceEquals(_names, writer.Names))
        {
            writer.Bytes(_packed.Span);
            return;
        }
        body.Clear();
        PackedEvents.Write(Events.Items, body);
        writer.Bytes(body.Written);
    }

    /// <summary>The first and the last that are active.</summary>
    public (long First, long Last)? Seen
    {
        get
        {
            (long First, long Last)? seen = null;
            if (_events is { } known)
            {
                foreach (var fact in known.Items)
                    if (fact.Active)
                        seen = (seen?.First ?? fact.At.Ms, fact.At.Ms);
                return seen;
            }
            for (var packed = Packed; packed.Next();)
                if (packed.Active)
                    seen = (seen?.First ?? packed.At.Ms, packed.At.Ms);
            return seen;
        }
    }

    /// <summary>The last that says it, without reading more of them.</summary>
    public Told? LastTelling(AgentPart part)
    {
        if (_events is { } known)
        {
            for (var i = known.Count - 1; i >= 0; i--)
                if (known.Items[i].Agent[part] is not null)
                    return new Told(known.Items[i].At, known.Items[i].Id, known.Items[i].Agent);
            return null;
        }
        Told? last = null;
        for (var packed = Packed; packed.Next();)
            if (packed.Agent != default && packed.Agent[part] is not null)
                last = new Told(packed.At, packed.Id, packed.Agent);
        return last;
    }

    /// <summary>Adds the times of its events, without reading more of them.</summary>
    public void AddTimes(List<long> active, List<long> passive)
    {
        if (_events is { } known)
        {
            foreach (var fact in known.Items)
                (fact.Active ? active : passive).Add(fact.At.Ms);
            return;
        }
        for (var packed = Packed; packed.Next();)
            (packed.Active ? active : passive).Add(packed.At.Ms);
    }

    /// <summary>Adds when each was and its id, without reading more of them.</summary>
    public void AddIds(List<(Instant At, ulong Id)> ids)
    {
        if (_events is { } known)
        {
            foreach (var fact in known.Items)
                ids.Add((fact.At, fact.Id));
            return;
        }
        for (var packed = Packed; packed.Next();)
            ids.Add((packed.At, packed.Id));
    }

    private EventFact[] Read()
    {
        var (events, next) = (new EventFact[Count], 0);
        for (var packed = Packed; packed.Next();)
            events[next++] = EventFact.Packed(Name, Kind, packed.At, packed.Id, packed.Active, packed.Agent, packed.Properties, _names!);
        return events;
    }
}
