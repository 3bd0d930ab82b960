using Audiences.Packing;
using Contracts;

namespace Audiences.Rules;

/// <summary>The events of a series one by one, as they lie packed.</summary>
internal ref struct PackedEvents(ReadOnlyMemory<byte> packed, NameTable names)
{
    private PackedReader _reader = new(packed, names);
    private byte _said;

    public readonly NameTable Names => names;

    public Instant At { get; private set; }

    public ulong Id { get; private set; }

    public readonly bool Active => (_said & 1) != 0;

    public readonly Agent Agent => new((byte)(_said >> 1));

    public PackedProperties Properties { get; private set; }

    public bool Next()
    {
        if (_reader.IsAtEnd)
            return false;
        At = new Instant(At.Ms + _reader.Signed());
        Id = _reader.Fixed();
        _said = _reader.Byte();
        Properties = new PackedProperties(packed, _reader.Place);
        _reader.Bytes();
        return true;
    }

    public static void Write(ReadOnlySpan<EventFact> events, PackedWriter writer)
    {
        var (last, properties) = (0L, writer.Properties);
        properties.Begin();
        foreach (var fact in events)
        {
            writer.Signed(fact.At.Ms - last);
            writer.Fixed(fact.Id);
            writer.Byte((byte)((fact.Agent.Code << 1) | (fact.Active ? 1 : 0)));
            fact.PackProperties(properties, writer.Names);
            last = fact.At.Ms;
        }
    }
}
