using Audiences.Packing;
using Audiences.Rules;
using Audiences.Stored;
using Contracts;

namespace Audiences.Partitions;

/// <summary>
/// The messages of a partition while a start reads them: they come in the order of the log and are wanted by contact. Each is kept in few bytes behind the one
/// that came before, and says where the one before it of the same contact stands.
/// </summary>
internal sealed class GatheredMessages
{
    // The first blocks are shorter: most partitions of small tenants have few messages.
    private const int BlockSize = 1 << 20, Least = 1 << 14;
    private const long None = -1;

    private readonly NameTable _names;
    private readonly PackedWriter _writer;
    private readonly List<byte[]> _blocks = [];
    private readonly long[] _last = new long[GrainKeys.PartitionSize];
    private int _used;

    public GatheredMessages(NameTable names)
    {
        (_names, _writer) = (names, new(names));
        _last.AsSpan().Fill(None);
    }

    public void Add(LoggedMessage message)
    {
        _writer.Clear();
        _writer.Signed(_last[message.Slot]);
        new MessageLog.Entry(MessageLog.HashOf(message.MessageId.Span), (int)message.BodyHash, message.At, message.Position).Pack(_writer, default);
        _writer.Byte((byte)message.Kind);
        if (EventReader.IsEvent(message.Kind))
        {
            var agent = EventReader.Read(message.Payload.Span, out var properties);
            _writer.Name(message.Name ?? "");
            _writer.Byte(message.Active ? (byte)1 : (byte)0);
            _writer.Byte(agent.Code);
            _writer.Properties.Write(properties, isAlone: true);
        }
        _last[message.Slot] = Keep(_writer.Written);
    }

    /// <summary>Those of one contact, in the order of the log; they are given once.</summary>
    public List<(MessageLog.Entry Message, EventFact? Happened)> Take(int slot)
    {
        var taken = new List<(MessageLog.Entry, EventFact?)>();
        for (var place = _last[slot]; place != None;)
        {
            var bytes = _blocks[(int)(place / BlockSize)].AsMemory((int)(place % BlockSize));
            var reader = new PackedReader(bytes, _names);
            place = reader.Signed();
            var (entry, kind) = (MessageLog.Entry.Unpack(ref reader, default), (StepKind)reader.Byte());
            taken.Add((entry, EventReader.IsEvent(kind) ? Event(ref reader, entry, kind, bytes) : null));
        }
        _last[slot] = None;
        taken.Reverse();
        return taken;
    }

    private EventFact Event(ref PackedReader reader, MessageLog.Entry entry, StepKind kind, ReadOnlyMemory<byte> bytes)
    {
        var (name, isActive, agent) = (reader.Name(), reader.Byte() == 1, new Agent(reader.Byte()));
        var from = reader.Place;
        reader.Bytes();
        // In bytes of its own: an event may be kept as it is, and others of the block may be of somebody who is erased. No value of it stands in another.
        var properties = new PackedProperties(bytes[from..reader.Place].ToArray(), 0);
        return EventFact.Packed(name, kind, entry.At, entry.Id, isActive, agent, properties, _names);
    }

    /// <summary>Says where: the number of the block, and the place in it.</summary>
    private long Keep(ReadOnlySpan<byte> message)
    {
        if (_blocks.Count == 0 || message.Length > _blocks[^1].Length - _used)
        {
            _blocks.Add(GC.AllocateUninitializedArray<byte>(Math.Max(message.Length, Math.Min(BlockSize, Least << Math.Min(_blocks.Count, 6)))));
            _used = 0;
        }
        message.CopyTo(_blocks[^1].AsSpan(_used));
        var place = ((_blocks.Count - 1L) * BlockSize) + _used;
        _used += message.Length;
        return place;
    }
}
