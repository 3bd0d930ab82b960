using System.Collections.Immutable;
using Audiences.Columns;
using Audiences.Packing;
using Audiences.Rules;
using Audiences.Stored;
using Contracts;

namespace Audiences.Partitions;

/// <summary>
/// What a partition holds in memory: a function of its snapshot and the log after it. Nothing here is changed before the
/// change is committed, and changes are applied in the order of positions.
/// </summary>
internal sealed class PartitionMemory(string tenant, int number, OpenedPartition opened)
{
    private readonly Dictionary<string, AudienceInPartition> _audiences = [];

    private readonly Dictionary<string, ContactShelf> _shelves = [];

    // A contact stands in its book and in those of the teams that it is shared with.
    private readonly Dictionary<string, Slots> _byBook = [];

    // Rows that are there and count nowhere: a merge is on its way, or done.
    private readonly SlotSet _notLive = new();

    // So few are asked one by one: columns are those of all books.
    private const int FewInBook = 256;

    public string Tenant => tenant;
    public int Number => number;
    public long Epoch => opened.Epoch;
    public long Position { get; private set; } = opened.Position;
    public int NextSlot { get; private set; } = opened.NextSlot;

    /// <summary>The latest instant anything here was judged at: business time never runs backwards inside a partition.</summary>
    public Instant Now { get; private set; }

    /// <summary>Everything due by then has been applied.</summary>
    public Instant AdvancedTo { get; set; }

    public RowTable Rows { get; } = new(opened.NextSlot);

    /// <summary>Of events, properties and fields, as packed contacts name them.</summary>
    public NameTable Names { get; } = new();

    /// <summary>Where each contact stands in audiences.</summary>
    public TrackTable Tracks { get; } = new();

    public ChunkLedger Chunks { get; } = new();

    private OpenRows OpenRows => field ??= new(Rows, Names);

    /// <summary>What rules read of all rows, by column.</summary>
    public ContactColumns Columns => field ??= new(slot => Rows.Find(slot)?.Subject ?? Subject.Empty) { HeldSince = (slot, key) => Rows.Find(slot)?.HeldSince(key) };

    public ShardIndex Shards { get; } = new();
    public DueQueue Due => field ??= new(Rows);

    /// <summary>What rules ask while a change is judged.</summary>
    public Answers Answers { get; } = new();
    public IReadOnlyCollection<AudienceInPartition> Audiences => _audiences.Values;

    public ContactRow? Find(Guid contact) => Rows.Find(contact);
    public AudienceInPartition? Audience(string id) => _audiences.GetValueOrDefault(id);

    /// <summary>The given time, or the last one where a clock went back.</summary>
    public Instant Tick(Instant now) => Now = Instant.Max(Now, now);

    /// <summary>Slots are handed out once; one that a refused creation took stays empty.</summary>
    public int TakeSlot() => NextSlot < GrainKeys.PartitionSize ? NextSlot++ : -1;

    /// <summary>It is not added.</summary>
    public ContactRow NewRow(int slot, Guid contact, string book) =>
        new(slot, contact, _shelves.TryGetValue(book, out var shelf) ? shelf : _shelves[book] = new(book, Names, Tracks));

    public ContactRow AddRow(int slot, Guid contact, string book)
    {
        var row = NewRow(slot, contact, book);
        Rows.Add(row);
        Join(row, book);
        NextSlot = Math.Max(NextSlot, slot + 1);
        return row;
    }

    /// <summary>The contact is erased: nothing of it stays in memory.</summary>
    public void Erase(ContactRow row)
    {
        Open(row);
        var was = row.Subject;
        row.SetSubject(Subject.Empty);
        RemoveChunk(row.Slot);
        Columns.Erase(row.Slot, was);
        foreach (var book in ContactRow.BooksOf(row.Book, was.Facts))
            Quit(row, book);
        row.ClearTracks();
        row.MergedInto = null;
        Rows.Remove(row.Slot);
        _notLive.Remove(row.Slot);
    }

    /// <summary>The store has let go of the chunk that the slot is in: somebody in it is erased, or an event forgotten. So does the memory.</summary>
    public void RemoveChunk(int slot)
    {
        Chunks.Removed(slot);
        Part(slot);
    }

    /// <summary>The contacts that a start read from the chunk that the slot is in share its bytes no more: of what left them nothing stays.</summary>
    public void Part(int slot) => OpenRows.Part(ChunkLedger.ChunkOf(slot));

    /// <summary>What lies open of the contact refers to no bytes but its own.</summary>
    public void Refresh(ContactRow row) => OpenRows.Refresh(row);

    /// <summary>The live contacts of a book; of a team those that are shared with it, though it need not see all of them.</summary>
    public IEnumerable<ContactRow> LiveIn(string book) =>
        _byBook.TryGetValue(book, out var slots) ? slots.Select(slot => Rows[slot]).Where(row => row.State == ContactState.Live) : [];

    /// <summary>How many rows <see cref="LiveIn"/> looks at.</summary>
    public int CountIn(string book) => _byBook.TryGetValue(book, out var slots) ? slots.Count : 0;

    /// <summary>The slots of the live contacts of a book that meet the rule at that instant.</summary>
    public SlotSet Meeting(string book, CompiledRule rule, Instant at)
    {
        if (InColumns(book) is { } live)
        {
            rule.Judge.Narrow(Columns, live, at.Ms);
            return live;
        }
        var meeting = new SlotSet();
        foreach (var row in LiveIn(book))
            if (Rule.Evaluate(rule, row.Subject, at).Holds)
                meeting.Add(row.Slot);
        return meeting;
    }

    /// <summary>Questions about the book are asked of the columns.</summary>
    public bool IsInColumns(string book) => CountIn(book) > FewInBook && Books.TeamOf(book) is null;

    /// <summary>The live contacts of a book, where asking the columns is worth it; null of small books, and of what a team sees otherwise than the owner.</summary>
    public SlotSet? InColumns(string book)
    {
        if (!IsInColumns(book))
            return null;
        var live = new SlotSet();
        _byBook[book].CopyTo(live);
        live.Without(_notLive);
        return live;
    }

    /// <summary>It is to be changed: kept as it is read, for a while.</summary>
    public void Open(ContactRow row) => OpenRows.Open(row);

    public void SetState(ContactRow row, ContactState state)
    {
        row.State = state;
        if (state == ContactState.Live)
            _notLive.Remove(row.Slot);
        else
            _notLive.Add(row.Slot);
    }

    /// <summary>What is known of a contact, while a start reads it: it is packed at once, and no column is told.</summary>
    public void Restore(ContactRow row, MessageLog messages, Subject subject) => OpenRows.Pack(row, messages, subject);

    /// <summary>A start has read all there is of the contact; called in the order of slots.</summary>
    public void Restored(ContactRow row)
    {
        Columns.Append(row.Slot, row.Subject);
        JoinTeams(row);
    }

    /// <summary>The same of the contacts of some slots in a row, of whom it was saved what the columns say; false when each is to be read.</summary>
    /// <inheritdoc cref="ContactColumns.TryAppend" path="/param"/>
    public bool TryRestore(ReadOnlyMemory<byte> packed, int first, out bool isOutdated)
    {
        if (!Columns.TryAppend(packed, Names, first, out isOutdated))
            return false;
        foreach (var slot in Columns.InTeams)
            if (slot >= first)
                JoinTeams(Rows[slot]);
        return true;
    }

    /// <summary>Something has happened to a contact since it was saved, while a start reads it: it is packed at once.</summary>
    public void CatchUp(ContactRow row, Subject was, MessageLog messages, Subject subject)
    {
        Restore(row, messages, subject);
        Note(row, was, subject);
        // Who was merged since is another's now, who may be erased anywhere.
        if (row.State != ContactState.Live && (was.Events.Count > 0 || was.Facts.ChangesSince(Subject.Empty.Facts).Count > 0))
            Part(row.Slot);
    }

    /// <summary>As it is now, for who does not change it.</summary>
    public ReadOnlyMemory<byte> Packed(ContactRow row) => OpenRows.Packed(row);

    public void SetSubject(ContactRow row, Subject subject)
    {
        Open(row);
        Chunks.Changed(row.Slot);
        var was = row.Subject;
        row.SetSubject(subject);
        Note(row, was, subject);
    }

    private void Note(ContactRow row, in Subject was, in Subject subject)
    {
        Columns.Note(row.Slot, was, subject);
        var (before, after) = (was.Facts.Teams, subject.Facts.Teams);
        if (ReferenceEquals(before, after))
            return;
        foreach (var team in before.Keys.Where(team => !after.ContainsKey(team)))
            Quit(row, Books.OfTeam(team));
        foreach (var team in after.Keys.Where(team => !before.ContainsKey(team)))
            Join(row, Books.OfTeam(team));
    }

    public AudienceInPartition AddAudience(string id, string book) =>
        _audiences.TryGetValue(id, out var known) ? known : _audiences[id] = new AudienceInPartition(id, book);

    public void RemoveAudience(AudienceInPartition audience)
    {
        foreach (var shard in audience.Shards().ToArray())
            RemoveShard(shard);
        _audiences.Remove(audience.Id);
    }

    /// <summary>A shard whose build is not wanted any more has no rule; it only lives while the log is read back.</summary>
    public void AddShard(Shard shard)
    {
        if (shard.Rule is not null)
            Shards.Add(shard);
    }

    public void RemoveShard(Shard shard)
    {
        if (shard.Rule is not null)
            Shards.Remove(shard);
        foreach (var slot in _byBook.GetValueOrDefault(shard.Audience.Book) ?? [])
            Rows[slot].RemoveTrack(shard);
    }

    public void Reached(long position) => Position = Math.Max(Position, position);

    /// <summary>Sets where a contact stands in a shard, and when to look again.</summary>
    public void SetTrack(ContactRow row, Shard shard, Track track)
    {
        if (track.In != row.Tracks[shard].In)
        {
            if (track.In)
                shard.Members.Add(row.Slot);
            else
                shard.Members.Remove(row.Slot);
        }
        row.SetTrack(shard, track);
        Due.Note(row, track.Next);
    }

    private void JoinTeams(ContactRow row)
    {
        foreach (var team in row.Subject.Facts.Teams.Keys)
            Join(row, Books.OfTeam(team));
    }

    private void Join(ContactRow row, string book) =>
        (_byBook.TryGetValue(book, out var slots) ? slots : _byBook[book] = new()).Add(row.Slot);

    private void Quit(ContactRow row, string book)
    {
        if (_byBook.TryGetValue(book, out var slots) && slots.Remove(row.Slot) && slots.Count == 0)
            _byBook.Remove(book);
    }

    public ImmutableArray<string> AudiencesOf(ContactRow row)
    {
        var audiences = ImmutableArray.CreateBuilder<string>(row.Tracks.Count);
        foreach (var (shard, track) in row.Tracks)
            if (track.In && shard.IsServing)
                audiences.Add(shard.Audience.Id);
        return audiences.DrainToImmutable();
    }
}
