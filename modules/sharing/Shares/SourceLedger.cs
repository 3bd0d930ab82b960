using System.Collections.Immutable;
using Contracts;
using Sharing.Stored;

namespace Sharing;

/// <summary>What has changed among a share's contacts since it last looked: so a sync touches these alone, however many it is shared with.</summary>
internal static class SourceLedger
{
    /// <param name="known">What it saw then.</param>
    /// <param name="members">Of the audience, each once, as they are now.</param>
    /// <param name="sequence">Of the sync that is to come.</param>
    public static ImmutableArray<ShareSource> Changes(IReadOnlyDictionary<Guid, ShareSource> known, IReadOnlyCollection<JudgedSource> members, long sequence)
    {
        var changes = ImmutableArray.CreateBuilder<ShareSource>();
        foreach (var member in members)
        {
            var (isKnown, goes) = (known.TryGetValue(member.Contact, out var seen), member.Standing == Standing.Crosses);
            if (goes ? !isKnown || !seen.Goes || seen.Version != member.Version : isKnown && seen.Goes)
                changes.Add(new(member.Contact, member.Version, sequence, goes));
        }
        var there = members.Select(member => member.Contact).ToHashSet();
        foreach (var gone in known.Values.Where(seen => seen.Goes && !there.Contains(seen.Source)))
            changes.Add(gone with { Sequence = sequence, Goes = false });
        return changes.ToImmutable();
    }

    public static SkippedView Skipped(IReadOnlyCollection<JudgedSource> members)
    {
        return new(Count(Standing.Unsubscribed), Count(Standing.ConsentUnknown), Count(Standing.Archived), Count(Standing.Personal), Count(Standing.NoAddress));

        int Count(Standing standing) => members.Count(member => member.Standing == standing);
    }
}
