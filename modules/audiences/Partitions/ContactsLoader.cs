using Audiences.Rules;
using Audiences.Stored;
using Contracts;

namespace Audiences.Partitions;

/// <summary>
/// Reads the contacts of a partition: from their chunks, each as of its own position, and from their rows and messages what has happened since. Who is in no chunk
/// is read from rows and messages alone.
/// </summary>
internal sealed class ContactsLoader(IPartitionStore store, PartitionMemory memory, PartitionLoading loading)
{
    private const long Missing = -1;

    // Of each chunk up to where it was right.
    private readonly long[] _positions = [.. Enumerable.Repeat(Missing, GrainKeys.PartitionSize / ContactsChunk.Slots)];

    private readonly HashSet<int> _toRead = [];
    private readonly GatheredMessages _gathered = new(memory.Names);

    public async Task Load(CancellationToken cancel)
    {
        await ReadChunks(cancel);
        if (_positions.All(position => position == Missing))
        {
            await Gather(0, cancel);
            await foreach (var stored in store.Contacts(memory.Tenant, memory.Number, cancel))
                await Restore(stored, (row, _, messages, subject) => memory.Restore(row, messages, subject));
            await Note(memory.Rows.All);
            memory.Columns.EndAppending();
            return;
        }
        memory.Columns.EndAppending();
        var after = Math.Max(0, _positions.Take(ChunkLedger.ChunkOf(memory.NextSlot - 1) + 1).Min());
        await FindTouched(after, cancel);
        await Gather(after, cancel);
        foreach (var slots in _toRead.Order().Chunk(ContactsChunk.Slots))
            foreach (var stored in await store.Contacts(memory.Tenant, memory.Number, [.. slots], cancel))
                await Restore(stored, memory.CatchUp);
    }

    private async Task ReadChunks(CancellationToken cancel)
    {
        var isNamed = false;
        await foreach (var chunk in store.Chunks(memory.Tenant, memory.Number, cancel))
        {
            if (chunk.Number == ContactsChunk.Names)
                isNamed = ChunkCodec.TryReadNames(chunk.Data, memory.Names);
            else if (isNamed && ChunkCodec.TryRead(chunk.Data, memory, out var columns))
                await Take(chunk, columns);
            await loading.Breathe();
        }
        memory.Chunks.Names = isNamed ? memory.Names.Count : 0;
        // Where somebody went is in the row; nobody comes back from there, and there are few.
        foreach (var row in memory.Rows.All.Where(row => row.State != ContactState.Live))
            _toRead.Add(row.Slot);
    }

    private async Task Take(ContactsChunk chunk, ReadOnlyMemory<byte> columns)
    {
        _positions[chunk.Number] = chunk.Position;
        memory.Chunks.Taken(chunk.Number, chunk.Position);
        var first = chunk.Number * ContactsChunk.Slots;
        var rows = memory.Rows.Between(first, first + ContactsChunk.Slots);
        if (memory.TryRestore(columns, first, out var isOutdated))
            foreach (var row in rows)
                loading.Judged(row.Slot, row.JudgedAt);
        else
            await Note(rows);
        if (isOutdated)
            memory.Chunks.Lost(chunk.Number);
    }

    /// <summary>Whoever is not any more what the chunks say.</summary>
    private async Task FindTouched(long after, CancellationToken cancel)
    {
        for (var slot = 0; slot < memory.NextSlot; slot++)
            if (IsMissing(slot))
                _toRead.Add(slot);
        await foreach (var touched in store.Touched(memory.Tenant, memory.Number, after, cancel))
        {
            if (touched.Position <= _positions[ChunkLedger.ChunkOf(touched.Slot)] || IsMissing(touched.Slot))
                continue;
            _toRead.Add(touched.Slot);
            memory.Chunks.Changed(touched.Slot);
            await loading.Breathe();
        }
    }

    private async Task Gather(long after, CancellationToken cancel)
    {
        await foreach (var page in store.Messages(memory.Tenant, memory.Number, after, cancel))
        {
            foreach (var message in page)
            {
                if (message.Position <= _positions[ChunkLedger.ChunkOf(message.Slot)])
                    continue;
                _gathered.Add(message);
                loading.Judged(message.Slot, message.Arrived);
            }
            await Task.Yield();
        }
    }

    /// <param name="put">Takes what was known of the contact till now, and what is.</param>
    private async Task Restore(StoredContact stored, Action<ContactRow, Subject, MessageLog, Subject> put)
    {
        var known = memory.Rows.Find(stored.Slot);
        if (stored.State == ContactState.Erased)
        {
            if (known is not null)
                memory.Erase(known);
            return;
        }
        var messages = known?.Messages ?? new();
        var was = known?.Subject ?? Subject.Empty;
        var row = known ?? memory.AddRow(stored.Slot, stored.Id, stored.Book);
        (row.Version, row.MergedInto) = (stored.Version, stored.MergedInto);
        memory.SetState(row, stored.State);
        loading.Judged(stored.Slot, stored.Profile.UpdatedAt);
        // Of who is merged the messages are another's.
        if (stored.State == ContactState.Merged)
            messages = new();
        var gathered = _gathered.Take(stored.Slot);
        foreach (var (message, _) in gathered)
            messages.Add(message);
        var happened = gathered.Select(item => item.Happened).OfType<EventFact>();
        var events = was.Events.Count == 0 ? EventHistory.From(happened) : happened.Aggregate(was.Events, (history, fact) => history.With(fact));
        put(row, was, messages, stored.State == ContactState.Live ? new Subject(ContactFacts.From(stored.Profile), events) : Subject.Empty);
        await loading.Breathe();
    }

    private async Task Note(IEnumerable<ContactRow> rows)
    {
        foreach (var row in rows)
        {
            memory.Restored(row);
            loading.Judged(row.Slot, row.JudgedAt);
            await loading.Breathe();
        }
    }

    private bool IsMissing(int slot) => _positions[ChunkLedger.ChunkOf(slot)] == Missing;
}
