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

    private static ImportGain Join(ImportGain first, ImportGain second) => new(
        first.Import, first.ExternalId ?? second.ExternalId, Union(first.AnonymousIds, second.AnonymousIds), Union(first.Sources, second.Sources),
        Union(first.Accounts, Without(second.Accounts, first.Lost)), [.. first.Consents.Concat(second.Consents).DistinctBy(channel => channel.Channel)],
        Lost: Union(first.Lost ?? [], Without(second.Lost ?? [], first.Accounts)) is { IsEmpty: false } lost ? lost : null);

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
