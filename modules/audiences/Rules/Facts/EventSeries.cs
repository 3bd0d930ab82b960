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
        long last = 0;
        foreach (var fact in Events.Items)
        {
            body.Signed(fact.At.Ms - last);
            body.Fixed(fact.Id);
            body.Byte((byte)((fact.Agent.Code << 1) | (fact.Active ? 1 : 0)));
            fact.PackProperties(body);
            last = fact.At.Ms;
        }
        writer.Bytes(body.Written);
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
        var reader = new PackedReader(_packed, _names!);
        for (long at = 0; !reader.IsAtEnd;)
        {
            at += reader.Signed();
            reader.Skip(sizeof(ulong));
            ((reader.Byte() & 1) != 0 ? active : passive).Add(at);
            reader.Skip(reader.Count());
        }
    }

    private EventFact[] Read()
    {
        var events = new EventFact[Count];
        var reader = new PackedReader(_packed, _names!);
        long at = 0;
        for (var i = 0; i < events.Length; i++)
        {
            at += reader.Signed();
            var (id, said) = (reader.Fixed(), reader.Byte());
            events[i] = EventFact.Packed(Name, Kind, new Instant(at), id, (said & 1) != 0, new Agent((byte)(said >> 1)), reader.Bytes(), _names!);
        }
        return events;
    }
}
