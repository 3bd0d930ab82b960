using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Audiences.Packing;
using Contracts;

namespace Audiences.Partitions;

/// <summary>
/// The messages of one contact, in no order, as short hashes: enough to know a repeated one. 64 bits of SHA-256 are compared within one
/// contact only, so that who forges a collision drops a message of their own.
/// </summary>
internal sealed class MessageLog
{
    // Beyond this a scan costs more than a table; most contacts stay below.
    private const int ScanLimit = 32;

    private readonly List<Entry> _entries;
    private Dictionary<ulong, int>? _byId;

    public MessageLog() => _entries = [];

    private MessageLog(List<Entry> entries)
    {
        _entries = entries;
        if (_entries.Count > ScanLimit)
            Index();
    }

    public int Count => _entries.Count;

    public static ulong HashOf(string messageId) => HashOf(Encoding.UTF8.GetBytes(messageId));

    /// <param name="messageId">In UTF-8.</param>
    public static ulong HashOf(ReadOnlySpan<byte> messageId)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(messageId, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    public Entry? Find(ulong id)
    {
        if (_byId is not null)
            return _byId.TryGetValue(id, out var index) ? _entries[index] : null;
        foreach (var entry in _entries)
            if (entry.Id == id)
                return entry;
        return null;
    }

    public void Add(Entry entry)
    {
        _entries.Add(entry);
        if (_byId is not null)
            _byId[entry.Id] = _entries.Count - 1;
        else if (_entries.Count > ScanLimit)
            Index();
    }

    /// <summary>The id stays known, so that a retry does not bring the message back; its place is given up.</summary>
    public void Forget(ulong id)
    {
        var index = _entries.FindIndex(entry => entry.Id == id);
        if (index >= 0)
            _entries[index] = _entries[index] with { Position = 0 };
    }

    /// <summary>Those that have not been forgotten.</summary>
    public IEnumerable<Entry> Kept => _entries.Where(entry => entry.Position > 0);

    public IEnumerable<long> Positions() =>
        Kept.OrderBy(entry => entry.At).ThenBy(entry => entry.Position).Select(entry => entry.Position);

    /// <param name="events">As for <see cref="Pack"/>.</param>
    public static MessageLog Unpack(ref PackedReader reader, List<(Instant At, ulong Id)> events)
    {
        var entries = new List<Entry>(events.Count + 1);
        var last = 0L;
        foreach (var (at, id) in events)
        {
            var step = reader.Signed();
            if (step == 0)
                continue;
            last += step;
            entries.Add(new Entry(id, (int)reader.Half(), at, last));
        }
        var other = default(Entry);
        for (var left = reader.Count(); left > 0; left--)
        {
            other = Entry.Unpack(ref reader, other);
            entries.Add(other);
        }
        return new MessageLog(entries);
    }

    /// <summary>Those of the events that the contact has without what its history says of them, and all others after.</summary>
    /// <param name="events">Of the history, in its order.</param>
    public void Pack(PackedWriter writer, List<(Instant At, ulong Id)> events)
    {
        var others = new List<Entry>();
        var byEvent = new Dictionary<(Instant, ulong), Entry>(_entries.Count);
        foreach (var entry in _entries)
            if (!byEvent.TryAdd((entry.At, entry.Id), entry))
                others.Add(entry);
        var last = 0L;
        foreach (var happened in events)
        {
            // Two of one position there are not; if there were, the second would be among the others.
            var isKnown = byEvent.TryGetValue(happened, out var entry) && entry.Position != last && byEvent.Remove(happened);
            writer.Signed(isKnown ? entry.Position - last : 0);
            if (!isKnown)
                continue;
            writer.Half((uint)entry.Body);
            last = entry.Position;
        }
        others.AddRange(byEvent.Values);
        writer.Count(others.Count);
        var other = default(Entry);
        foreach (var entry in others)
        {
            entry.Pack(writer, other);
            other = entry;
        }
    }

    private void Index()
    {
        _byId = new Dictionary<ulong, int>(_entries.Count * 2);
        for (var i = 0; i < _entries.Count; i++)
            _byId[_entries[i].Id] = i;
    }

    /// <param name="Position">Where the message's row is; 0 when it was forgotten.</param>
    /// <param name="Body">Half of the hash of what it said: a message that comes again is told by its id, and this says only whether it says the same.</param>
    internal readonly record struct Entry(ulong Id, int Body, Instant At, long Position)
    {
        public void Pack(PackedWriter writer, Entry before)
        {
            writer.Fixed(Id);
            writer.Half((uint)Body);
            writer.Signed(At.Ms - before.At.Ms);
            writer.Signed(Position - before.Position);
        }

        public static Entry Unpack(ref PackedReader reader, Entry before) => new(
            reader.Fixed(), (int)reader.Half(), new Instant(before.At.Ms + reader.Signed()), before.Position + reader.Signed());
    }
}
