using System.Text.Json;
using Audiences.Packing;
using Audiences.Rules;
using Contracts;

namespace Audiences.Partitions;

/// <summary>
/// The messages of a partition while a start reads them: they come in the order of the log and are wanted by contact. Each is kept in few bytes, so that a start
/// needs no more memory than what follows.
/// </summary>
internal sealed class GatheredMessages
{
    private readonly NameTable _names;
    private readonly PackedWriter _writer;
    private readonly PropertiesWriter _properties;
    private readonly byte[]?[] _bytes = new byte[GrainKeys.PartitionSize][];
    private readonly int[] _used = new int[GrainKeys.PartitionSize];

    public GatheredMessages(NameTable names)
    {
        (_names, _writer) = (names, new(names));
        _properties = new(_writer);
    }

    public void Add(int slot, StoredMessage message)
    {
        _writer.Clear();
        new MessageLog.Entry(MessageLog.HashOf(message.MessageId), (int)message.BodyHash, message.At, message.Position).Pack(_writer, default);
        _writer.Byte((byte)message.Kind);
        if (EventReader.IsEvent(message.Kind))
        {
            using var document = JsonDocument.Parse(message.Payload);
            _writer.Name(message.Name ?? "");
            _writer.Byte(message.Active ? (byte)1 : (byte)0);
            _writer.Byte(AgentReader.Of(document.RootElement).Code);
            _properties.Begin();
            _properties.Write(EventReader.PropertiesIn(document.RootElement));
        }
        Keep(slot, _writer.Written);
    }

    /// <summary>Those of one contact, which are let go of.</summary>
    public List<(MessageLog.Entry Message, EventFact? Happened)> Take(int slot)
    {
        var taken = new List<(MessageLog.Entry, EventFact?)>();
        var bytes = _bytes[slot].AsMemory(0, _used[slot]);
        var reader = new PackedReader(bytes, _names);
        while (!reader.IsAtEnd)
        {
            var (entry, kind) = (MessageLog.Entry.Unpack(ref reader, default), (StepKind)reader.Byte());
            taken.Add((entry, EventReader.IsEvent(kind) ? Event(ref reader, entry, kind, bytes) : null));
        }
        _bytes[slot] = null;
        return taken;
    }

    private EventFact Event(ref PackedReader reader, MessageLog.Entry entry, StepKind kind, ReadOnlyMemory<byte> bytes)
    {
        var (name, isActive, agent) = (reader.Name(), reader.Byte() == 1, new Agent(reader.Byte()));
        // Each was written by itself: no value of it stands in another.
        var properties = new PackedProperties(bytes, reader.Place);
        reader.Bytes();
        return EventFact.Packed(name, kind, entry.At, entry.Id, isActive, agent, properties, _names);
    }

    private void Keep(int slot, ReadOnlySpan<byte> message)
    {
        ref var bytes = ref _bytes[slot];
        ref var used = ref _used[slot];
        if (bytes is null || used + message.Length > bytes.Length)
            Array.Resize(ref bytes, Math.Max(used + message.Length, used + (used >> 1)));
        message.CopyTo(bytes.AsSpan(used));
        used += message.Length;
    }
}
