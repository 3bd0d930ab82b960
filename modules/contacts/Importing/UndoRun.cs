using System.Collections.Concurrent;
using System.Collections.Immutable;
using Contacts.Stored;
using Contracts;
using MediatR;

namespace Contacts;

/// <summary>
/// Takes an import back: walks its book, since whatever bears its name may be on any contact. The store knows how far it came; a part
/// that was begun before a crash is walked again, which changes nothing, and is counted once.
/// </summary>
internal sealed class UndoRun(
    IImportStore store, IContactStore contacts, ContactDoor door, RecentRings rings, IMediator mediator, BusinessClock clock, TimeProvider machine)
{
    private const int Part = 256;

    // Each finds less than the one before it: what was merged while that one went on.
    private const int MostLooks = 8;

    // People's own requests find room between them.
    private const int AtOnce = 16;

    /// <summary>Goes on from where it is to the very end. May be called again after any failure.</summary>
    public async Task<StoredImport> Go(StoredImport import, CancellationToken cancel)
    {
        if (import.Undo!.Gone is null)
        {
            import = import with { Undo = import.Undo with { Gone = await Gone(import, cancel) } };
            await store.Save(import, [], cancel);
        }
        for (var isDone = false; !isDone;)
        {
            var undo = import.Undo;
            var part = await contacts.List(import.Who.Tenant, import.Book, undo.After, Part, cancel);
            isDone = part.Length < Part;
            var fates = await Take(import, part, (order, contact) => order.Concerns(contact.Profile), cancel);
            import = import with { Undo = Counted(undo, fates) with { After = part.IsEmpty ? undo.After : part[^1].Id } };
            await store.Save(import, [], cancel);
        }
        for (var looks = 0; looks < MostLooks && await Again(import, cancel) is { Found: true } again; looks++)
        {
            import = again.Import;
            await store.Save(import, [], cancel);
        }
        // The walk does not come again by those that a process had erased which is gone.
        return import with { Undo = import.Undo! with { Erased = await Gone(import, cancel) - import.Undo.Gone!.Value } };
    }

    /// <summary>
    /// Whom the walk had passed, and into whom one was merged then that it had not come by, bears the import's name again. Found by looking,
    /// not by following the merge: a crash would forget that, and whoever is merged before he is listed is in no list.
    /// </summary>
    private async Task<(StoredImport Import, bool Found)> Again(StoredImport import, CancellationToken cancel)
    {
        var found = false;
        Guid? after = null;
        for (var isDone = false; !isDone;)
        {
            var part = await contacts.List(import.Who.Tenant, import.Book, after, Part, cancel);
            isDone = part.Length < Part;
            if (isDone && part.IsEmpty) break;
            after = part[^1].Id;
            // Whoever bears its mark was counted when he got it.
            var counted = part.RemoveAll(contact => UndoFold.FateIn(contact.Profile, import.Id) is null);
            var others = await Take(import, part.RemoveAll(counted.Contains), (order, contact) => order.Stands(contact.Profile), cancel);
            found |= !others.IsEmpty | !(await Take(import, counted, (order, contact) => order.Stands(contact.Profile), cancel)).IsEmpty;
            import = import with { Undo = Counted(import.Undo!, others) };
        }
        return (import, found);
    }

    private static ImportUndo Counted(ImportUndo undo, ImmutableArray<UndoFate> fates) => undo with
    {
        Erased = undo.Erased + fates.Count(fate => fate == UndoFate.Erased), Reverted = undo.Reverted + fates.Count(fate => fate == UndoFate.Reverted),
        Kept = undo.Kept + fates.Count(fate => fate == UndoFate.Kept),
    };

    private async Task<ImmutableArray<UndoFate>> Take(
        StoredImport import, ImmutableArray<StoredContact> part, Func<UndoOrder, StoredContact, bool> isWanted, CancellationToken cancel)
    {
        var steps = ReplacementFold.StepsOf(await mediator.Send(new OrganisingOf(import.Who.Tenant, import.Book), cancel));
        var fates = new ConcurrentBag<UndoFate>();
        var number = Guid.ParseExact(import.Id, "N");
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel };
        await Parallel.ForEachAsync(part, options, async (contact, stop) =>
        {
            var order = new UndoOrder(import.Id, ImportIds.IsOf(number, contact.Id), steps, new(clock.Now, import.Who.Name, "api", null));
            if (isWanted(order, contact)) fates.Add(await Take(contact, order, stop));
        });
        return [.. fates];
    }

    private async Task<UndoFate> Take(StoredContact contact, UndoOrder order, CancellationToken cancel)
    {
        var answer = await Pauses.Outlast(machine, () => door.Call(contact.Tenant, contact.Id, grain => grain.Undo(order)), cancel);
        door.Forget(contact);
        if (answer.Undone == UndoFate.Erased) rings.Forget(contact);
        // Erased, or merged into one that the walk comes by, now or again: nothing of it is left here.
        return answer.Outcome == ContactOutcome.Done ? answer.Undone : UndoFate.Nothing;
    }

    /// <summary>How many of the contacts that it made are erased by now.</summary>
    private async Task<int> Gone(StoredImport import, CancellationToken cancel)
    {
        var (number, gone) = (Guid.ParseExact(import.Id, "N"), 0);
        foreach (var ids in Enumerable.Range(1, import.Counts.Rows).Select(row => ImportIds.Of(number, row)).Chunk(Part))
            gone += (await contacts.ReadMany(import.Who.Tenant, [.. ids], cancel)).Count(contact => contact is { State: ContactState.Erased });
        return gone;
    }
}
