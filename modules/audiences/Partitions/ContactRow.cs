using Audiences.Packing;
using Audiences.Rules;
using Contracts;

namespace Audiences.Partitions;

/// <summary>
/// One slot: what rules read of a contact, which messages it has seen, and where it stands in each audience. <see cref="PartitionMemory"/> keeps open
/// who was changed lately; all others lie packed, and whoever asks for them reads them anew.
/// </summary>
internal sealed class ContactRow(int slot, Guid contact, string book, NameTable names)
{
    // As the runtime lays it out: its fields, and the head of an object or an array.
    private const int RowBytes = 136, ArrayHead = 24;

    private const long NotQueued = long.MinValue;

    // One of the two.
    private byte[]? _packed;
    private Opened? _open;

    private Tracks? _tracks;
    private Guid _mergedInto;
    private long _queued = NotQueued;

    public int Slot => slot;
    public Guid Contact => contact;
    public string Book => book;

    public long Version { get; set; }

    /// <summary>Set by <see cref="PartitionMemory.SetState"/>, which knows who is live.</summary>
    public ContactState State { get; set; }

    public Guid? MergedInto
    {
        get => _mergedInto == Guid.Empty ? null : _mergedInto;
        set => _mergedInto = value ?? Guid.Empty;
    }

    /// <summary>When it was judged by a commit of its own.</summary>
    public Instant JudgedAt { get; set; }

    public Subject Subject => _packed is null ? Lying.Subject : PackedContact.Subject(_packed, names);

    /// <inheritdoc cref="ContactFacts.HeldSince(string)"/>
    public Instant? HeldSince(string key) => _packed is null ? Lying.Subject.Facts.HeldSince(key) : PackedContact.HeldSince(_packed, names, key);

    public MessageLog Messages => _packed is null ? Lying.Messages : PackedContact.Messages(_packed, names);

    public Tracks Tracks => _tracks ?? Tracks.None;

    /// <summary>No later than the first instant its tracks name; null: it is not in the <see cref="DueQueue"/>.</summary>
    public Instant? Queued
    {
        get => _queued == NotQueued ? null : new Instant(_queued);
        set => _queued = value?.Ms ?? NotQueued;
    }

    /// <summary>What it takes without its tracks; of an open one without what lies open.</summary>
    public long Bytes => RowBytes + (_packed is null ? 0 : ArrayHead + _packed.Length);

    public long TrackBytes => _tracks?.Bytes ?? 0;

    /// <summary>Kept by <see cref="OpenRows"/>.</summary>
    public bool IsAmongOpen { get; set; }

    /// <summary>Changed since <see cref="OpenRows"/> last looked whether to pack it.</summary>
    public bool IsInUse { get; set; }

    private Opened Lying => _open ??= new();

    public void Unpack()
    {
        if (_packed is not null)
            (_open, _packed) = (new Opened { Messages = Messages, Subject = Subject }, null);
    }

    public void Pack(PackedWriter writer, PackedWriter part) => Put(Packed(writer, part));

    /// <summary>As it is, in the form of <see cref="PackedContact"/>.</summary>
    public byte[] Packed(PackedWriter writer, PackedWriter part) => _packed ?? PackedContact.Write(Messages, Subject, writer, part);

    /// <summary>What was packed takes the place of all it holds.</summary>
    public void Put(byte[] packed) => (_packed, _open) = (packed, null);

    /// <summary>Called by <see cref="PartitionMemory"/>, which knows the row by its teams and its columns; of one that is not packed.</summary>
    public void SetSubject(Subject subject) => Lying.Subject = _packed is null ? subject : throw new InvalidOperationException("It is packed.");

    public void SetTrack(Shard shard, Track track) => (_tracks ??= new()).Set(shard, track);

    public void RemoveTrack(Shard shard) => _tracks?.Remove(shard);

    /// <summary>What people who use that book know of the contact: of one that is shared with a team, not what it did.</summary>
    public Subject? SeenIn(string asked) =>
        Contracts.Books.TeamOf(asked) is not { } team ? Subject
        : Subject.Facts.SeenBy(team) is { } seen ? new Subject(seen, EventHistory.Empty)
        : null;

    public bool IsIn(string asked) =>
        asked == book || (Contracts.Books.TeamOf(asked) is { } team && Subject.Facts.Teams.ContainsKey(team));

    /// <summary>Its own, and those of the teams that it is shared with.</summary>
    public static IEnumerable<string> BooksOf(string book, ContactFacts facts) =>
        facts.Teams.IsEmpty ? [book] : facts.Teams.Keys.Select(Contracts.Books.OfTeam).Prepend(book);

    private sealed class Opened
    {
        public MessageLog Messages { get; init; } = new();
        public Subject Subject { get; set; } = Subject.Empty;
    }
}
