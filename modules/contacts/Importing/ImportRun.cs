using Contacts.Stored;
using Contracts;
using MediatR;

namespace Contacts;

/// <summary>
/// Takes one file in, chunk by chunk. The store knows how far it came: after a crash the chunk that was begun is written again,
/// which changes nothing of what it had written, and is counted once.
/// </summary>
internal sealed class ImportRun(IImportStore store, IImportFiles files, ChunkWriter writer, UndoRun undo, PullRun pull, Departures departures, IMediator mediator, BusinessClock clock)
{
    public const int ChunkRows = 4096;

    /// <summary>Goes on from where it is to the very end. May be called again after any failure.</summary>
    public async Task Go(StoredImport import, CancellationToken cancel)
    {
        if (import.Status == ImportStatus.Undoing)
        {
            await Undo(import, cancel);
            return;
        }
        if (!import.HasEnded) import = await TakeIn(import, cancel);
        files.Remove(import.Id);
        if (import.Counts.Created + import.Counts.Updated > 0)
            await mediator.Send(new ShowLastImport(import.Who, import.Book, import.Id), cancel);
        await store.Save(import with { Shown = true }, [], cancel);
    }

    private async Task Undo(StoredImport import, CancellationToken cancel)
    {
        import = await undo.Go(import, cancel);
        var last = await store.LastShown(import.Who.Tenant, import.Book, import.Owner, cancel);
        // Whom the one before it wrote to bears its mark still, unless a later one is shown.
        if (import.Previous is { } previous && (last is null || string.CompareOrdinal(last, import.Id) < 0))
            await mediator.Send(new ShowLastImport(import.Who, import.Book, previous), cancel);
        await store.Save(import with { Status = ImportStatus.Undone, Shown = true }, [], cancel);
    }

    private async Task<StoredImport> TakeIn(StoredImport import, CancellationToken cancel)
    {
        var mayHaveBegun = import.Status == ImportStatus.Running && (import.Pull is null || PullRun.EndOf(files, import.Id) is not null);
        if (import.Status == ImportStatus.Queued)
            import = import with { Status = ImportStatus.Running, Previous = await store.LastShown(import.Who.Tenant, import.Book, import.Owner, cancel) };
        if (import is { Pull: not null, Counts.Rows: 0 } && await pull.Read(import, cancel) is var (status, reason))
            return await End(import, status, reason, new(), cancel);
        using var file = files.Open(import.Id);
        if (file is null) return await End(import, ImportStatus.Failed, "The file is gone from the data folder.", new(), cancel);
        // Saved even if nothing has changed: it says whether somebody wants the import to end.
        var isWanted = await store.Save(import, [], cancel);
        using var contacts = new ContactFile(file, FieldChoice.Read(import.Mapping), import.Pull is not null);
        await using var rows = new RowsAhead(contacts.Rows(after: import.Counts.Rows), () => Fitting(import, cancel));
        if (!isWanted) return await End(import, ImportStatus.Cancelled, null, mayHaveBegun ? await TakeBegun(import, rows, cancel) : new(), cancel);
        while (true)
        {
            var chunk = await TakeChunk(import, rows, cancel);
            if (chunk.Failure is { } failure) return await End(import, ImportStatus.Failed, failure, chunk, cancel);
            if (chunk.Rows < ChunkRows) return await End(import, ImportStatus.Done, null, chunk, cancel);
            import = import with { Counts = chunk.After(import.Counts) };
            if (!await store.Save(import, chunk.Errors, cancel)) return await End(import, ImportStatus.Cancelled, null, new(), cancel);
        }
    }

    /// <summary>The chunk that a process may have left half written is finished, so that what is in is counted; if it can be.</summary>
    private async Task<ImportChunk> TakeBegun(StoredImport import, RowsAhead rows, CancellationToken cancel)
    {
        try
        {
            return await TakeChunk(import, rows, cancel);
        }
        catch (Refusal busy) when (busy.Status is 429 or 503)
        {
            return new();
        }
    }

    private async Task<ImportChunk> TakeChunk(StoredImport import, RowsAhead rows, CancellationToken cancel)
    {
        var (chunk, batch, number) = (new ImportChunk(), new RowBatch(), Guid.ParseExact(import.Id, "N"));
        for (var taken = 0; taken < ChunkRows && chunk.Failure is null && await rows.Next() is var (row, fitted); taken++)
        {
            cancel.ThrowIfCancellationRequested();
            if ((row.Reason ?? FileRow.Unfit(fitted)) is { } reason) chunk.Refuse(row with { Reason = reason });
            else if (row.Gone is null) batch.Add(new(row.Number, ImportIds.Of(number, row.Number), fitted.Body, fitted.Steps), row.Body);
            if (row.Gone is null && !batch.IsFull) continue;
            chunk.Add(await writer.Write(WriteOf(import), batch.Take(), cancel));
            if (row.Gone is { } gone) chunk.Add([await departures.Write(WriteOf(import), row.Number, gone, import.Pull!.Account, cancel)]);
        }
        chunk.Add(await writer.Write(WriteOf(import), batch.Take(), cancel));
        return chunk;
    }

    private Fitting Fitting(StoredImport import, CancellationToken cancel)
    {
        var rules = new BodyRules(mediator, import.Who.Tenant);
        return body => rules.Fit(import.Book, body, cancel);
    }

    private ImportWrite WriteOf(StoredImport import) => new(
        import.Who, import.Book, new(clock.Now, $"import:{import.Id}", import.Pull is null ? "file" : "addressBook", null),
        new(import.Owner, import.Id, import.Previous) { Audience = import.Audience });

    private async Task<StoredImport> End(StoredImport import, ImportStatus status, string? failure, ImportChunk last, CancellationToken cancel)
    {
        var ended = import with { Status = status, Failure = failure, EndedAt = clock.Now, Counts = last.After(import.Counts) };
        // What was read, and is not in as a whole, is read again by the next pull.
        if (status == ImportStatus.Done && import.Pull is not null && PullRun.EndOf(files, import.Id) is { } end)
            await store.SavePulled(ended, last.Errors, end.Cursor, end.Version, cancel);
        else await store.Save(ended, last.Errors, cancel);
        return ended;
    }
}
