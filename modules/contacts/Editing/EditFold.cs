using System.Text.Json;
using System.Text.Json.Nodes;
using Contracts;

namespace Contacts;

/// <summary>What a direct write does to a profile.</summary>
internal static class EditFold
{
    public static Profile Apply(Profile before, ContactEdit edit)
    {
        var profile = before.Settled(edit.Stamp.At);
        var after = edit.Kind switch
        {
            EditKind.Tag => Tagged(profile, [edit.Text], edit.Stamp),
            EditKind.Untag => profile with { Tags = profile.Tags.RemoveRange(profile.Tags.Keys.Where(tag => SameTag(tag, edit.Text))) },
            EditKind.Archive => profile.Archive(edit.Stamp, edit.Text),
            EditKind.Unarchive => profile.Unarchive(edit.Stamp, edit.Text),
            EditKind.PinIn => Pinned(profile, edit.Text, edit.Stamp, isIn: true),
            EditKind.PinOut => Pinned(profile, edit.Text, edit.Stamp, isIn: false),
            EditKind.Unpin => profile with { Pins = profile.Pins.Remove(edit.Text) },
            EditKind.Share => profile.Personal || profile.Teams.ContainsKey(edit.Text) ? profile : profile with { Teams = profile.Teams.Add(edit.Text, new(edit.Stamp)) },
            EditKind.Unshare => profile with { Teams = profile.Teams.Remove(edit.Text) },
            EditKind.TeamArchive or EditKind.TeamUnarchive => profile.SetTeamArchive(edit.Text, edit.Kind == EditKind.TeamArchive, edit.Stamp, edit.Reason ?? "hand"),
            EditKind.Converse => Meeting.Apply(profile, edit),
            EditKind.Replace => ReplacementFold.Apply(profile, edit),
            EditKind.Depart => Marked(profile with { Accounts = profile.Accounts.Remove(edit.Text) }, edit.Mark!, edit.Stamp),
            EditKind.UndoImport => UndoFold.Apply(profile, edit),
            EditKind.Import => Marked(Body(profile, edit), edit.Mark!, edit.Stamp),
            _ => Body(profile, edit),
        };
        if (edit.Steps is { } steps) after = steps.Keep(after);
        return IsSame(profile, after) ? before : after with
        {
            UpdatedAt = Instant.Max(profile.UpdatedAt, edit.Stamp.At),
            EditedByPerson = profile.EditedByPerson || (edit.Stamp.From == "typed" && Cause(edit.Kind) != Contracts.Cause.Pinned),
        };
    }

    /// <param name="before">Null of a contact that is made.</param>
    public static Cause Cause(ContactEdit edit, Profile? before, Profile after) =>
        edit.Kind == EditKind.Converse && before?.Settled(edit.Stamp.At).Archived is not null && after.Archived is null
            ? Contracts.Cause.Unarchived
            : Cause(edit.Kind);

    private static Cause Cause(EditKind kind) => kind switch
    {
        EditKind.Archive or EditKind.TeamArchive => Contracts.Cause.Archived,
        EditKind.Unarchive or EditKind.TeamUnarchive => Contracts.Cause.Unarchived,
        EditKind.Share or EditKind.Unshare => Contracts.Cause.Shared,
        EditKind.Import or EditKind.UndoImport or EditKind.Depart => Contracts.Cause.Imported,
        EditKind.PinIn or EditKind.PinOut or EditKind.Unpin => Contracts.Cause.Pinned,
        _ => Contracts.Cause.Profile,
    };

    /// <summary>What is written into the change row, for the history.</summary>
    public static string Payload(ContactEdit edit) => edit.Kind is EditKind.Upsert or EditKind.Patch or EditKind.Import
        ? edit.Text
        : edit.Kind is EditKind.Replace ? $$"""{"replace":{{edit.Text}}}"""
        : new JsonObject { [JsonNamingPolicy.CamelCase.ConvertName(edit.Kind.ToString())] = edit.Text }.ToJsonString();

    /// <summary>Adds tags; one that differs only in case is there already, since rules compare them so.</summary>
    public static Profile Tagged(Profile profile, IEnumerable<string> tags, Stamp stamp)
    {
        var all = profile.Tags;
        foreach (var tag in tags.Select(tag => tag.Trim()))
            if (all.Keys.FirstOrDefault(held => SameTag(held, tag)) is not { } there)
                all = all.Add(tag, stamp);
            // From where an import put it there stays: it makes the contact organized.
            else if (stamp.Confirms(all[there]))
                all = all.SetItem(there, all[there].IsImports() ? stamp with { From = all[there].From } : stamp);
        return profile with { Tags = all };
    }

    private static Profile Pinned(Profile profile, string audience, Stamp stamp, bool isIn) =>
        profile.Pins.TryGetValue(audience, out var held) && held.In == isIn && !stamp.Confirms(held.Stamp)
            ? profile
            : profile with { Pins = profile.Pins.SetItem(audience, new Pin(isIn, stamp)) };

    private static bool SameTag(string a, string b) => string.Equals(a.Trim(), b.Trim(), StringComparison.OrdinalIgnoreCase);

    private static Profile Body(Profile profile, ContactEdit edit)
    {
        using var body = JsonDocument.Parse(edit.Text, new() { MaxDepth = 256 });
        return new BodyFold(edit).Apply(profile, body.RootElement);
    }

    private static Profile Marked(Profile profile, ImportMark mark, Stamp stamp)
    {
        if (mark.Audience is { } audience) profile = Pinned(profile, audience, stamp, isIn: true);
        var kept = profile.Imports.Where(held => held.Owner != mark.Owner || (held.Import == mark.Previous && held.Import != mark.Import));
        return profile with { Imports = [.. kept, new(mark.Owner, mark.Import, mark.Row)] };
    }

    internal static bool IsSame(Profile before, Profile after) =>
        ReferenceEquals(before, after)
        || before with { Tags = after.Tags, Values = after.Values, Consents = after.Consents, Pins = after.Pins, Teams = after.Teams } == after
            && ReferenceEquals(before.Tags, after.Tags) && ReferenceEquals(before.Values, after.Values)
            && ReferenceEquals(before.Consents, after.Consents) && ReferenceEquals(before.Pins, after.Pins)
            && ReferenceEquals(before.Teams, after.Teams);
}
