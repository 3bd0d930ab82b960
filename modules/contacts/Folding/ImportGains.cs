using System.Collections.Immutable;
using Contracts;

namespace Contacts;

/// <summary>Notes what an import puts onto a profile that bears no name of who put it there, so that it can be taken back.</summary>
internal static class ImportGains
{
    // Older imports than these leave their ids, sources and consents when they are undone.
    private const int Most = 8;

    /// <param name="before">Empty of a contact that is made.</param>
    public static Profile Note(Profile before, Profile after, string import)
    {
        var gain = new ImportGain(
            import, before.ExternalId is null ? after.ExternalId : null, New(before.AnonymousIds, after.AnonymousIds), New(before.Sources, after.Sources),
            New(before.Accounts, after.Accounts), Consents(before, after), Lost: New(after.Accounts, before.Accounts) is { IsEmpty: false } lost ? lost : null);
        if (gain is { Lost: null, ExternalId: null, AnonymousIds: [], Sources: [], Accounts: [], Consents: [] }) return after;
        return after with { ImportGains = Join(after.ImportGains, [gain]) };
    }

    /// <summary>Of one import one; what was there before the first of its writes counts.</summary>
    public static ImmutableArray<ImportGain>? Join(ImmutableArray<ImportGain>? one, ImmutableArray<ImportGain>? other)
    {
        ImmutableArray<ImportGain> all =
        [
            .. (one ?? []).Concat(other ?? []).GroupBy(gain => gain.Import).Select(same => same.Aggregate(Join))
                .OrderBy(gain => gain.Import, StringComparer.Ordinal).TakeLast(Most),
        ];
        return all.IsEmpty ? null : all;
    }

    /// <summary>A dated consent that is older than the import's is what stood before it.</summary>
    /// <param name="by">Who wrote the one that stands.</param>
    public static ImmutableArray<ImportGain>? Below(ImmutableArray<ImportGain>? gains, string by, string channel, Consent consent)
    {
        if (consent.Stamp.By == by || gains?.FirstOrDefault(gain => by == $"import:{gain.Import}") is not { } held) return gains;
        var at = held.Consents.IndexOf(held.Consents.FirstOrDefault(each => each.Channel == channel));
        if (at < 0 || (held.Consents[at].Before is { } before && (before == consent || !consent.Stamp.Replaces(before.Stamp)))) return gains;
        return gains.Value.Replace(held, held with { Consents = held.Consents.SetItem(at, new(channel, consent)) });
    }

    /// <summary>What an import wrote that is undone no other comes back to.</summary>
    public static ImmutableArray<ImportGain>? Without(ImmutableArray<ImportGain>? gains, ImportGain? undone)
    {
        var by = $"import:{undone?.Import}";
        if (undone is null || gains is not { } all || !all.Any(gain => gain.Consents.Any(each => each.Before?.Stamp.By == by))) return gains;
        return [.. all.Select(gain => gain with { Consents = [.. gain.Consents.Select(each => each.Before?.Stamp.By == by ? Earlier(each.Channel) : each)] })];

        ConsentBefore Earlier(string channel) => undone.Consents.FirstOrDefault(each => each.Channel == channel) is { Channel: not null } known ? known : new(channel, null);
    }

    // Rows of one file about one person, or two people who become one: what others said counts, as in a merge.
    private static ImmutableArray<ConsentBefore> Befores(ImportGain first, ImportGain second) =>
    [
        .. first.Consents.Concat(second.Consents).GroupBy(each => each.Channel).Select(same => new ConsentBefore(same.Key, same.Select(each => each.Before)
            .Where(before => before is { } known && known.Stamp.By != $"import:{first.Import}").Aggregate((Consent?)null, (one, other) => one is { } a && other is { } b ? Contacts.Consents.Join(a, b) : other))),
    ];

    private static ImportGain Join(ImportGain first, ImportGain second) => new(
        first.Import, first.ExternalId ?? second.ExternalId, Union(first.AnonymousIds, second.AnonymousIds), Union(first.Sources, second.Sources),
        Union(first.Accounts, Without(second.Accounts, first.Lost)), Befores(first, second),
        Math.Max(first.Undone, second.Undone), Union(first.Lost ?? [], Without(second.Lost ?? [], first.Accounts)) is { IsEmpty: false } lost ? lost : null);

    private static ImmutableArray<ConsentBefore> Consents(Profile before, Profile after) => ReferenceEquals(before.Consents, after.Consents) ? [] :
    [
        .. after.Consents.Where(channel => !before.Consents.TryGetValue(channel.Key, out var held) || held != channel.Value)
            .Select(channel => new ConsentBefore(channel.Key, before.Consents.TryGetValue(channel.Key, out var held) ? held : null)),
    ];

    private static ImmutableArray<string> New(ImmutableArray<string> before, ImmutableArray<string> after) =>
        before == after ? [] : [.. after.Except(before, StringComparer.Ordinal)];

    // What came and went, or went and came, is as it was.
    private static ImmutableArray<string> Without(ImmutableArray<string> some, ImmutableArray<string>? those) => [.. some.Except(those ?? [], StringComparer.Ordinal)];

    private static ImmutableArray<string> Union(ImmutableArray<string> one, ImmutableArray<string> other) => [.. one.Union(other, StringComparer.Ordinal)];
}
