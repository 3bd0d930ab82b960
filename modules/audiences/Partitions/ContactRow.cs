using Audiences.Packing;
using Audiences.Rules;
using Contracts;

namespace Audiences.Partitions;

/// <summary>
/// One slot: what rules read of a contact, which messages it has seen, and where it stands in each audience. <see cref="PartitionMemory"/> keeps open
/// who was changed lately; all others lie packed, and whoever asks for them reads them anew.
/// </summary>
internal sealed class ContactRow
{
    // As the runtime lays it out: its fields, and the head of an object or an array.
    private const int RowBytes = 88, ArrayHead = 24;

    private const long NotQueued = long.MinValue;

    private readonly ContactShelf _shelf;

    // A byte[] as PackedContact has it, or an Opened, or null of one of whom nothing is known yet.
    private object? _content;

    private TrackPlace _tracks;

    private long _queued = NotQueued;

    // Where its own bytes begin in those that it shares, with their length before them.
    private int _from;

    private readonly ushort _slot;
    private byte _state;
    private Flags _flags;

    public ContactRow(int slot, Guid contact, ContactShelf shelf) => (_slot, Contact, _shelf) = (checked((ushort)slot), contact, shelf);

    public int Slot => _slot;

    public Guid Contact { get; }

    public string Book => _shelf.Book;

    public long Version { get; set; }

    /// <summary>Set by <see cref="PartitionMemory.SetState"/>, which knows who is live.</summary>
    public ContactState State
    {
        get => (ContactState)_state;
        set => _state = checked((byte)value);
    }

    public Guid? MergedInto
    {
        get => _shelf.MergedInto.TryGetValue(_slot, out var survivor) ? survivor : null;
        set
        {
            if (value is { } survivor)
                _shelf.MergedInto[_slot] = survivor;
            else
                _shelf.MergedInto.Remove(_slot);
        }
    }

    /// <summary>When it was judged by a commit of its own.</summary>
    public Instant JudgedAt { get; set; }

    public Subject Subject => _content is byte[] packed ? PackedContact.Subject(Own(packed), _shelf.Names) : Open.Subject;

    /// <inheritdoc cref="ContactFacts.HeldSince(string)"/>
    public Instant? HeldSince(string key) =>
        _content is byte[] packed ? PackedContact.HeldSince(Own(packed), _shelf.Names, key) : Open.Subject.Facts.HeldSince(key);

    public MessageLog Messages => _content is byte[] packed ? PackedContact.Messages(Own(packed), _shelf.Names) : Open.Messages;

    public Tracks Tracks => new(_shelf.Tracks, _tracks);

    /// <summary>No later than the first instant its tracks name; null: it is not in the <see cref="DueQueue"/>.</summary>
    public Instant? Queued
    {
        get => _queued == NotQueued ? null : new Instant(_queued);
        set => _queued = value?.Ms ?? NotQueued;
    }

    /// <summary>What it takes without its tracks; of an open one without what lies open.</summary>
    public long Bytes => RowBytes + (_content is byte[] packed ? Own(packed).Length + (IsShared ? 0 : ArrayHead) : 0);

    /// <summary>Kept by <see cref="OpenRows"/>.</summary>
    public bool IsAmongOpen
    {
        get => _flags.HasFlag(Flags.AmongOpen);
        set => Mark(Flags.AmongOpen, value);
    }

    /// <summary>Changed since <see cref="OpenRows"/> last looked whether to pack it.</summary>
    public bool IsInUse
    {
        get => _flags.HasFlag(Flags.InUse);
        set => Mark(Flags.InUse, value);
    }

    /// <summary>It lies, or what lies open of it was read, in bytes that it shares with the others of its chunk.</summary>
    public bool IsShared
    {
        get => _flags.HasFlag(Flags.Shared);
        private set => Mark(Flags.Shared, value);
    }

    private Opened Open => (Opened)(_content ??= new Opened());

    public void Unpack()
    {
        if (_content is byte[])
            _content = new Opened { Messages = Messages, Subject = Subject };
    }

    /// <summary>As it is, in the form of <see cref="PackedContact"/>.</summary>
    public ReadOnlyMemory<byte> Packed(PackedWriter writer, PackedWriter part) =>
        _content is byte[] packed ? Own(packed) : PackedContact.Write(Messages, Subject, writer, part);

    /// <summary>What was packed takes the place of all it holds.</summary>
    public void Put(byte[] packed) => (_content, IsShared) = (packed, false);

    /// <summary>The same in bytes that it shares with the others of its chunk.</summary>
    /// <param name="from">Where its own begin, with their length before them.</param>
    public void Put(byte[] shared, int from) => (_content, _from, IsShared) = (shared, from, true);

    /// <summary>Packs it, in bytes of its own.</summary>
    public void Pack(PackedWriter writer, PackedWriter part)
    {
        if (IsShared || _content is not byte[])
            Put(Packed(writer, part).ToArray());
    }

    /// <summary>Called by <see cref="PartitionMemory"/>, which knows the row by its teams and its columns; of one that is not packed.</summary>
    public void SetSubject(Subject subject) => Open.Subject = subject;

    public void SetTrack(Shard shard, Track track) => _shelf.Tracks.Set(ref _tracks, shard, track);

    public void RemoveTrack(Shard shard) => _shelf.Tracks.Remove(ref _tracks, shard);

    public void ClearTracks() => _shelf.Tracks.Clear(ref _tracks);

    /// <summary>What people who use that book know of the contact: of one that is shared with a team, not what it did.</summary>
    public Subject? SeenIn(string asked) =>
        Contracts.Books.TeamOf(asked) is not { } team ? Subject
        : Subject.Facts.SeenBy(team) is { } seen ? new Subject(seen, EventHistory.Empty)
        : null;

    public bool IsIn(string asked) =>
        asked == Book || (Contracts.Books.TeamOf(asked) is { } team && Subject.Facts.Teams.ContainsKey(team));

    /// <summary>Its own, and those of the teams that it is shared with.</summary>
    public static IEnumerable<string> BooksOf(string book, ContactFacts facts) =>
        facts.Teams.IsEmpty ? [book] : facts.Teams.Keys.Select(Contracts.Books.OfTeam).Prepend(book);

    private ReadOnlyMemory<byte> Own(byte[] packed)
    {
        if (!IsShared)
            return packed;
        var head = Lengths.Read(packed.AsSpan(_from), out var length);
        return packed.AsMemory(_from + head, length);
    }

    private void Mark(Flags flag, bool isSo) => _flags = isSo ? _flags | flag : _flags & ~flag;

    [Flags]
    private enum Flags : byte
    {
        AmongOpen = 1, InUse = 2, Shared = 4,
    }

    private sealed class Opened
    {
        public MessageLog Messages { get; init; } = new();
        public Subject Subject { get; set; } = Subject.Empty;
    }
}
