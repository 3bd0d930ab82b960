using System.Text.Json;
using System.Text.Json.Nodes;
using Contracts;

namespace Contacts;

/// <summary>What a direct write does to a profile.</summary>
internal static class EditFold
{
    public static Profile Apply(Profile profile, ContactEdit edit)
    {
        var after = edit.Kind switch
        {
            EditKind.Tag => Tagged(profile, [edit.Text], edit.Stamp),
            EditKind.Untag => profile with { Tags = profile.Tags.RemoveRange(profile.Tags.Keys.Where(tag => SameTag(tag, edit.Text))) },
            EditKind.Archive => profile.Archived is null ? profile with { Archived = new(edit.Stamp.At, edit.Stamp.By, edit.Text) } : profile,
            EditKind.Unarchive => profile.Archived is null ? profile : profile with { Archived = null },
            EditKind.PinIn => Pinned(profile, edit.Text, edit.Stamp, isIn: true),
            EditKind.PinOut => Pinned(profile, edit.Text, edit.Stamp, isIn: false),
            EditKind.Unpin => profile with { Pins = profile.Pins.Remove(edit.Text) },
            EditKind.Import => Marked(Body(profile, edit), edit.Mark!, edit.Stamp),
            _ => Body(profile, edit),
        };
        return IsSame(profile, after) ? profile : after with
        {
            UpdatedAt = Instant.Max(profile.UpdatedAt, edit.Stamp.At),
            EditedByPerson = profile.EditedByPerson || (edit.Stamp.From == "typed" && Cause(edit.Kind) != Contracts.Cause.Pinned),
        };
    }

    public static Cause Cause(EditKind kind) => kind switch
    {
        EditKind.Archive => Contracts.Cause.Archived,
        EditKind.Unarchive => Contracts.Cause.Unarchived,
        EditKind.Import => Contracts.Cause.Imported,
        EditKind.PinIn or EditKind.PinOut or EditKind.Unpin => Contracts.Cause.Pinned,
        _ => Contracts.Cause.Profile,
    };

    /// <summary>What is written into the change row, for the history.</summary>
    public static string Payload(ContactEdit edit) => edit.Kind is EditKind.Upsert or EditKind.Patch or EditKind.Import
        ? edit.Text
        : new JsonObject { [JsonNamingPolicy.CamelCase.ConvertName(edit.Kind.ToString())] = edit.Text }.ToJsonString();

    /// <summary>Adds tags; one that differs only in case is there already, since rules compare them so.</summary>
    public static Profile Tagged(Profile profile, IEnumerable<string> tags, Stamp stamp)
    {
        var all = profile.Tags;
        foreach (var tag in tags.Select(tag => tag.Trim()))
            if (!all.Keys.Any(held => SameTag(held, tag)))
                all = all.Add(tag, stamp);
        return profile with { Tags = all };
    }

    private static Profile Pinned(Profile profile, string audience, Stamp stamp, bool isIn) =>
        profile.Pins.TryGetValue(audience, out var held) && held.In == isIn
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

    private static bool IsSame(Profile before, Profile after) =>
        ReferenceEquals(before, after)
        || before with { Tags = after.Tags, Values = after.Values, Consents = after.Consents, Pins = after.Pins } == after
            && ReferenceEquals(before.Tags, after.Tags) && ReferenceEquals(before.Values, after.Values)
            && ReferenceEquals(before.Consents, after.Consents) && ReferenceEquals(before.Pins, after.Pins);
}
