using System.Collections.Immutable;
using Contracts;

namespace Contacts;

/// <summary>Makes one person's profile out of two contacts'.</summary>
internal static class Joining
{
    /// <summary>Where the relationship stands; from one side as a whole, because the parts only make sense together.</summary>
    private static readonly string[] Block = ["stage", "segment", "step", "assignedTo"];

    public static Profile Join(Profile survivor, Profile absorbed, Instant now)
    {
        var isPersonal = (HasLaterBlock(absorbed, survivor) ? absorbed : survivor).Personal;
        var joined = JoinSettled(survivor.Settled(now), absorbed.Settled(now), now);
        return joined with { Personal = isPersonal, Teams = isPersonal ? Profile.Empty.Teams : joined.Teams };
    }

    private static Profile JoinSettled(Profile survivor, Profile absorbed, Instant now) => survivor with
    {
        ExternalId = survivor.ExternalId ?? absorbed.ExternalId,
        FormerExternalIds = Former(survivor, absorbed),
        AnonymousIds = Union(survivor.AnonymousIds, absorbed.AnonymousIds),
        Emails = Addresses(survivor.Emails, absorbed.Emails),
        Phones = Addresses(survivor.Phones, absorbed.Phones),
        Values = Values(survivor, absorbed),
        Tags = Merge(survivor.Tags, absorbed.Tags, Tagged),
        Consents = Merge(survivor.Consents, absorbed.Consents, Consents.Join),
        Archived = absorbed.Archived is null ? null : survivor.Archived,
        Pins = Merge(survivor.Pins, absorbed.Pins, Pinned),
        Teams = Merge(survivor.Teams, absorbed.Teams, Shared),
        Sources = Union(survivor.Sources, absorbed.Sources),
        Accounts = Union(survivor.Accounts, absorbed.Accounts),
        Imports = [.. survivor.Imports.Concat(absorbed.Imports).GroupBy(held => (held.Owner, held.Import)).Select(same => same.MaxBy(held => held.Row))],
        ImportGains = ImportGains.Join(survivor.ImportGains, absorbed.ImportGains),
        Copies = absorbed.Copies is not { } copies ? survivor.Copies
            : [.. (survivor.Copies ?? []).Concat(copies).GroupBy(copy => copy.Source).Select(same => same.Aggregate(Copied))],
        Correspondence = Joined(survivor, absorbed),
        UnarchivedByPerson = survivor.UnarchivedByPerson || absorbed.UnarchivedByPerson,
        ArchiveHistory = [.. survivor.ArchiveHistory.Concat(absorbed.ArchiveHistory).OrderBy(change => change.At)],
        EditedByPerson = survivor.EditedByPerson || absorbed.EditedByPerson,
        CreatedAt = absorbed.CreatedAt < survivor.CreatedAt ? absorbed.CreatedAt : survivor.CreatedAt,
        UpdatedAt = Instant.Max(now, survivor.UpdatedAt),
    };

    // The first to put it there; but what only an import or a share did, goes with that.
    private static Stamp Tagged(Stamp mine, Stamp theirs) =>
        mine.Outweighs(theirs) ? Confirmed(mine, theirs)
        : theirs.Outweighs(mine) ? Confirmed(theirs, mine)
        : mine.At <= theirs.At ? mine : theirs;

    private static Stamp Confirmed(Stamp stamp, Stamp other) => other.IsImports() ? stamp with { From = other.From } : stamp;

    private static CopyLink Copied(CopyLink mine, CopyLink theirs) => mine with
    {
        Addresses = Union(mine.Addresses, theirs.Addresses), Kept = mine.Kept ?? theirs.Kept,
        Shares = [.. mine.Shares.Concat(theirs.Shares).GroupBy(share => share.Share).Select(same => same.MinBy(share => share.Since))],
    };

    // Out wins; of two alike the one that no import made, then the newer.
    private static Pin Pinned(Pin mine, Pin theirs) =>
        mine.In != theirs.In ? (mine.In ? theirs : mine)
        : mine.Stamp.IsImports() != theirs.Stamp.IsImports() ? (mine.Stamp.IsImports() ? theirs : mine)
        : theirs.Stamp.At > mine.Stamp.At ? theirs : mine;

    // Whom somebody has made otherwise is no longer one that nobody knows but from copies.
    private static Correspondence Joined(Profile survivor, Profile absorbed) => new(
        Archives.Earlier(survivor.Correspondence.CopiedAt, absorbed.Correspondence.CopiedAt),
        Archives.Earlier(survivor.Correspondence.DirectAt, absorbed.Correspondence.DirectAt),
        survivor.Origin != absorbed.Origin ? null : ArchiveAt(survivor, absorbed));

    // Of who is not archived, if the other is: archived only if both were.
    private static Instant? ArchiveAt(Profile survivor, Profile absorbed) => (survivor.Archived, absorbed.Archived) switch
    {
        (null, not null) => survivor.Correspondence.ArchiveAt,
        (not null, null) => absorbed.Correspondence.ArchiveAt,
        _ => Archives.Earlier(survivor.Correspondence.ArchiveAt, absorbed.Correspondence.ArchiveAt),
    };

    // As with the owner's: archived only if both were.
    private static TeamSharing Shared(TeamSharing mine, TeamSharing theirs) =>
        (mine.Stamp.At <= theirs.Stamp.At ? mine : theirs) with { Archived = theirs.Archived is null ? null : mine.Archived };

    private static ImmutableArray<string> Former(Profile survivor, Profile absorbed)
    {
        var former = Union(survivor.FormerExternalIds, absorbed.FormerExternalIds);
        return survivor.ExternalId is not null && absorbed.ExternalId is { } other && other != survivor.ExternalId
            ? Union(former, [other]) : former;
    }

    private static ImmutableSortedDictionary<string, ProfileValue> Values(Profile survivor, Profile absorbed)
    {
        var values = Merge(survivor.Values, absorbed.Values, ValueHistory.Join);
        var side = HasLaterBlock(absorbed, survivor) ? absorbed : survivor;
        foreach (var field in Block)
            values = side.Values.TryGetValue(field, out var value) ? values.SetItem(field, value) : values.Remove(field);
        return values;
    }

    private static bool HasLaterBlock(Profile one, Profile other) => LastChange(one).CompareTo(LastChange(other)) > 0;

    // A person's change beats any number of later ones by rules and programs.
    private static (bool ByPerson, long At) LastChange(Profile profile)
    {
        var changes = Block.Where(profile.Values.ContainsKey).Select(field => profile.Values[field].Stamp);
        return changes.Select(stamp => (IsPerson(stamp), stamp.At.Ms)).DefaultIfEmpty((false, long.MinValue)).Max();
    }

    private static bool IsPerson(Stamp stamp) => stamp.By.StartsWith("user:", StringComparison.Ordinal);

    private static ImmutableArray<Address> Addresses(ImmutableArray<Address> mine, ImmutableArray<Address> theirs)
    {
        var theirsFirst = !theirs.IsEmpty && (mine.IsEmpty || (theirs[0].Stamp != mine[0].Stamp && theirs[0].Stamp.Replaces(mine[0].Stamp)));
        return theirsFirst ? theirs.Added(mine) : mine.Added(theirs);
    }

    private static ImmutableArray<string> Union(ImmutableArray<string> mine, ImmutableArray<string> theirs) =>
        [.. mine.Union(theirs, StringComparer.Ordinal)];

    private static ImmutableSortedDictionary<string, T> Merge<T>(
        ImmutableSortedDictionary<string, T> mine, ImmutableSortedDictionary<string, T> theirs, Func<T, T, T> choose)
    {
        var all = mine.ToBuilder();
        foreach (var (key, value) in theirs) all[key] = mine.TryGetValue(key, out var held) ? choose(held, value) : value;
        return all.ToImmutable();
    }
}
