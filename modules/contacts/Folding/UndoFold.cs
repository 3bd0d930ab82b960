using System.Collections.Immutable;
using Contracts;

namespace Contacts;

/// <summary>
/// Takes back what one import wrote to a contact, where that still stands: then there is what there was before it. What others have
/// written since stays, and so does what it would take somebody else to bring back: labels of addresses that were there, and teams that
/// the import's segment closed the contact to.
/// </summary>
internal static class UndoFold
{
    // Of a write before the import of which only the value is known any more.
    private const string Unknown = "rule:undo";

    /// <summary>What goes with the edit of a contact that the import made.</summary>
    public const string Made = "made";

    public static Profile Apply(Profile before, ContactEdit edit)
    {
        var after = Take(before, edit.Text, edit.Reason == Made, edit.Steps);
        if (after == before) return before;
        // Its mark is all that went.
        var fate = before with { Imports = after.Imports, ImportGains = after.ImportGains } == after ? UndoFate.Kept : UndoFate.Reverted;
        var mark = new ImportGain(edit.Text, null, [], [], [], [], (int)fate);
        return after with { ImportGains = [.. (after.ImportGains ?? []).Where(gain => gain.Import != edit.Text), mark] };
    }

    /// <summary>What became of the contact when the import was undone, however often that is asked for; null: it was not, or nothing was on it.</summary>
    public static UndoFate? FateIn(Profile profile, string import) =>
        profile.ImportGains?.FirstOrDefault(gain => gain.Import == import)?.Undone is { } fate and > 0 ? (UndoFate)fate : null;

    /// <param name="keepsIds">It made the contact, which is to live on: without what it is known by, it would be nobody.</param>
    /// <returns>The same object when nothing of it stands.</returns>
    public static Profile Take(Profile before, string import, bool keepsIds, KnownSteps? steps)
    {
        var by = $"import:{import}";
        var gain = before.ImportGains?.FirstOrDefault(held => held.Import == import);
        var after = before with
        {
            Values = Values(before, by),
            Tags = before.Tags.RemoveRange(before.Tags.Where(tag => tag.Value.By == by).Select(tag => tag.Key)),
            Pins = before.Pins.RemoveRange(before.Pins.Where(pin => pin.Value.Stamp.By == by).Select(pin => pin.Key)),
            Consents = Consents(before, gain, by),
            Sources = Without(before.Sources, gain?.Sources),
            Accounts = With(Without(before.Accounts, gain?.Accounts), gain?.Lost),
            ImportGains = ImportGains.Without(before.ImportGains, gain),
            Imports = before.Imports.All(held => held.Import != import) ? before.Imports : before.Imports.RemoveAll(held => held.Import == import),
        };
        if (!keepsIds) after = WithoutIds(after, gain, by);
        return StepOf(before, after, steps);
    }

    /// <summary>Nobody has anything to say of the person.</summary>
    public static bool IsBlank(Profile profile) => profile with
    {
        Origin = Profile.Empty.Origin, CreatedAt = default, UpdatedAt = default, ImportGains = null, Personal = false,
    } is
    {
        ExternalId: null, AnonymousIds: [], Emails: [], Phones: [], Values.IsEmpty: true, Tags.IsEmpty: true, Consents.IsEmpty: true, Archived: null,
        Sources: [], Accounts: [], EditedByPerson: false, FormerExternalIds: [], Imports: [], Pins.IsEmpty: true, Teams.IsEmpty: true,
        UnarchivedByPerson: false, ArchiveHistory: [], Copies: null,
    } && profile.Correspondence == default;

    private static ImmutableSortedDictionary<string, ProfileValue> Values(Profile profile, string by)
    {
        var values = profile.Values;
        foreach (var (field, held) in profile.Values.Where(value => value.Value.Stamp.By == by))
            values = ValueHistory.Without(held, by, Unknown) is { } earlier ? values.SetItem(field, earlier) : values.Remove(field);
        return values;
    }

    private static ImmutableSortedDictionary<string, Consent> Consents(Profile profile, ImportGain? gain, string by)
    {
        var consents = profile.Consents;
        foreach (var channel in gain?.Consents ?? [])
            if (consents.TryGetValue(channel.Channel, out var held) && held.Stamp.By == by)
                consents = channel.Before is { } before ? consents.SetItem(channel.Channel, before) : consents.Remove(channel.Channel);
        return consents;
    }

    private static Profile WithoutIds(Profile profile, ImportGain? gain, string by) => profile with
    {
        ExternalId = gain?.ExternalId is { } id && id == profile.ExternalId ? null : profile.ExternalId,
        AnonymousIds = Without(profile.AnonymousIds, gain?.AnonymousIds),
        Emails = Addresses(profile, profile.Emails, "email", NormalForm.Email, by),
        Phones = Addresses(profile, profile.Phones, "phone", NormalForm.Phone, by),
    };

    /// <summary>Where an identify spoke of the same address, it holds the place that the import's had taken.</summary>
    private static ImmutableArray<Address> Addresses(Profile profile, ImmutableArray<Address> held, string key, Func<string, string?> normal, string by)
    {
        if (held.All(address => address.Stamp.By != by)) return held;
        var left = held.RemoveAll(address => address.Stamp.By == by);
        if (left.Any(address => address.Stamp.From == "event")) return left;
        return profile.Text($"trait.{key}") is { } told && profile.Values[$"trait.{key}"].Stamp is { From: "event" } stamp
            ? left.Identified(new Address(told.Trim(), normal(told), null, stamp), profile.Values.TryGetValue(key, out var cleared) ? cleared.Stamp : null)
            : left;
    }

    /// <summary>A step that went back belongs to the stage and segment of then: if they were changed since, only one of theirs stays.</summary>
    private static Profile StepOf(Profile before, Profile after, KnownSteps? steps)
    {
        if (!after.Values.TryGetValue(Organising.Step, out var step) || after.Text(Organising.Step) is not { } name) return after;
        if (before.Values[Organising.Step].Stamp == step.Stamp || !(IsLater(Organising.Stage) || IsLater(Organising.Segment))) return after;
        return steps?.KeyOf(after.Text(Organising.Stage), after.Text(Organising.Segment), name) is not null ? after
            : after with { Values = after.Values.SetItem(Organising.Step, step with { Json = ProfileValues.Tombstone }) };

        bool IsLater(string field) => after.Values.TryGetValue(field, out var value) && value.Stamp.At > step.Stamp.At;
    }

    private static ImmutableArray<string> With(ImmutableArray<string> held, ImmutableArray<string>? lost) =>
        lost is { } some && !some.All(held.Contains) ? [.. held.Union(some, StringComparer.Ordinal)] : held;

    private static ImmutableArray<string> Without(ImmutableArray<string> held, ImmutableArray<string>? gained) =>
        gained is { } some && held.Any(some.Contains) ? held.RemoveAll(some.Contains) : held;
}
