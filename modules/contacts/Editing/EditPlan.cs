using System.Collections.Immutable;
using Contracts;

namespace Contacts;

/// <summary>What a direct write makes of one contact.</summary>
internal static class EditPlan
{
    /// <param name="before">Null for a contact that is to be made.</param>
    /// <param name="route">How the contact was found; null when it was named by its id.</param>
    /// <returns>The profile after it: the same object when nothing changes, null when the contact's keys contradict the route.</returns>
    public static Profile? After(Profile? before, Route? route, ContactEdit edit)
    {
        // A row that comes again after a crash must not take back what people have changed since.
        if (before is not null && edit.Mark?.IsOn(before) == true) return before;
        var stamp = edit.Stamp;
        var start = before ?? Profile.Empty with { Origin = stamp.From, CreatedAt = stamp.At, UpdatedAt = stamp.At };
        var gained = route is null ? start : GainFold.Apply(start, route);
        if (gained is null) return null;
        var after = EditFold.Apply(gained, edit);
        return edit.Mark is { } mark ? ImportGains.Note(start, after, mark.Import) : after;
    }

    /// <param name="before">Null for a contact that is to be made.</param>
    public static ContactStep Step(ContactEdit edit, Profile? before, Profile after) => new(
        StepKind.Edit, edit.Stamp.At, edit.Stamp.At, null, null, 0, EditFold.Payload(edit), after, EditFold.Cause(edit, before, after));

    /// <summary>Asks a partition for a contact's steps, with the identities that it gains and gives up by them.</summary>
    /// <param name="before">Null for a contact that is to be made.</param>
    public static ContactCommit Commit(string book, Guid contact, StoredContact? before, ImmutableArray<ContactStep> steps, Profile after)
    {
        var (gained, lost) = ReferenceEquals(before?.Profile, after) ? ([], []) : IdentitySet.Difference(before?.Profile, after);
        return new(
            Guid.NewGuid().ToString("N"), before?.Book ?? book, contact, before?.Slot ?? -1, before?.Version ?? 0, steps, gained, lost);
    }
}
