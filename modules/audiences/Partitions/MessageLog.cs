using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Audiences.Packing;
using Contracts;

namespace Audiences.Partitions;

/// <summary>
/// The messages of one contact, as short hashes: enough to know a repeated one. 64 bits of SHA-256 are compared within one
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

    public static ulong HashOf(string messageId)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(messageId), hash);
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

    public static MessageLog Unpack(ref PackedReader reader)
    {
        var entries = new List<Entry>(reader.Count());
        var last = default(Entry);
        for (var left = entries.Capacity; left > 0; left--)
        {
            last = Entry.Unpack(ref reader, last);
            entries.Add(last);
        }
        return new MessageLog(entries);
    }

    public void Pack(PackedWriter writer)
    {
        writer.Count(_entries.Count);
        var last = default(Entry);
        foreach (var entry in _entries)
        {
            entry.Pack(writer, last);
            last = entry;
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
