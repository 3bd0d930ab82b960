using Contracts;

namespace Contacts;

/// <summary>An import is taken back.</summary>
internal sealed partial class ContactGrain
{
    public Task<ContactAnswer> Undo(UndoOrder order) => Try(async before =>
    {
        if (before is null) return new(ContactOutcome.Gone);
        // What waits to be taken up is this person too.
        if (owesMerges) return new(ContactOutcome.NotReady);
        var done = new ContactAnswer(ContactOutcome.Done, Version: before.Version);
        if (order.IsMade && UndoFold.IsBlank(UndoFold.Take(before.Profile, order.Import, keepsIds: false, order.Steps)))
        {
            var (step, blank) = Erasure(before);
            var result = await Commit(before, before.Book, [step], blank, unheard: true);
            if (result.Status != CommitStatus.Heard) return Answer(result, done with { Undone = UndoFate.Erased });
        }
        var after = EditFold.Apply(before.Profile, order.Edit);
        var fate = UndoFold.FateIn(after, order.Import) ?? (order.IsMade ? UndoFate.Kept : UndoFate.Nothing);
        if (ReferenceEquals(after, before.Profile)) return done with { Undone = fate };
        return Answer(await Commit(before, before.Book, [EditPlan.Step(order.Edit, before.Profile, after)], after), done with { Undone = fate });
    });
}
