using System.Collections.Immutable;
using Contracts;
using Sharing.Stored;

namespace Sharing;

/// <summary>What there is to do for one managed audience until those have it, as it is now, who are to have it, and nobody else; pure.</summary>
/// <param name="Give">Who lacks it, or has an earlier edition, or for whom it is not in force yet.</param>
/// <param name="Take">What users have of it who are to have it no longer.</param>
/// <param name="Total">How many are to have it.</param>
internal sealed record ManagedPlan(ImmutableArray<UserBook> Give, ImmutableArray<ManagedAudience> Take, int Total)
{
    public bool IsDone => Give.IsEmpty && Take.IsEmpty;

    /// <param name="resolved">Whom its recipients stand for now.</param>
    /// <param name="held">What users have of it.</param>
    public static ManagedPlan Of(StoredManaged set, IEnumerable<RecipientUser> resolved, IReadOnlyCollection<ManagedAudience> held)
    {
        var wanted = set.Ended ? [] : Wanted(set, resolved);
        // Of several, which only an older program could have made, one.
        var first = held.OrderBy(one => one.Id, StringComparer.Ordinal).DistinctBy(one => one.User, StringComparer.Ordinal)
            .ToDictionary(one => one.User, StringComparer.Ordinal);
        return new(
            [.. wanted.Values.Where(user => first.GetValueOrDefault(user.User) is not { InForce: true } had || had.Edition != set.Edition).Select(user => new UserBook(user.User, user.Book))],
            [.. held.Where(one => !wanted.ContainsKey(one.User) || first[one.User] != one)],
            wanted.Count);
    }

    // An admin's arm is as long as his organisation: a team or user of another one is none of his.
    private static Dictionary<string, RecipientUser> Wanted(StoredManaged set, IEnumerable<RecipientUser> resolved)
    {
        var stopped = set.Stopped.ToHashSet(StringComparer.Ordinal);
        return resolved.Where(user => user.Organisation == set.Organisation && !stopped.Contains(user.User))
            .ToDictionary(user => user.User, StringComparer.Ordinal);
    }
}
