using Audiences.Lifecycle;
using Audiences.Stored;
using Contracts;

namespace Audiences.Reading;

/// <summary>
/// Members as they were announced at an instant, added up from the log. Every page reads each partition's log up to where it ended at
/// the first one, so that all pages are of one answer.
/// </summary>
internal sealed class PastMembers(AudienceViews views, AudienceAccess access, IPartitionStore store, BusinessClock clock)
{
    public async Task<MembersPage> Page(Principal principal, string id, Instant at, Guid? after, string? place, int limit, CancellationToken cancel)
    {
        RefuseUnlessPast(await access.Find(principal, id), at);
        var read = place is null ? await End(principal, id) : Place.Parse(place);
        var numbers = await store.Partitions(principal.Tenant, cancel);
        var parts = await Task.WhenAll(numbers.Select(
            number => store.Announced(principal.Tenant, number, id, at, read[number].Position, cancel)));
        RefuseForgotten(read, at, [.. numbers.Zip(parts, (number, part) => (number, part.Begins))]);
        var items = parts.SelectMany(part => part.Members)
            .Where(member => after is null || member.Contact.CompareTo(after.Value) > 0)
            .OrderBy(member => member.Contact).Take(limit + 1)
            .Select(member => new MemberItem(member.Contact, member.Since)).ToArray();
        return new MembersPage(
            [.. items.Take(limit)], items.Length > limit, at, read.ToString(), parts.Min(part => part.Version) ?? 1,
            parts.All(part => part.Announcing));
    }

    private void RefuseUnlessPast(AudienceState state, Instant at)
    {
        if (at > clock.Now)
            throw Refusal.Invalid("asOf", $"{at} is still to come; a forecast says what time will bring.");
        if (at < state.CreatedAt)
            throw Refusal.Invalid("asOf", $"The audience was made at {state.CreatedAt}; nothing was announced before.");
    }

    /// <summary>What the kept log cannot answer any more is not answered with what it still has.</summary>
    private static void RefuseForgotten(Place read, Instant at, IReadOnlyList<(int Number, LogBeginning Begins)> parts)
    {
        if (parts.Max(part => part.Begins.At) is var latest && at < latest)
            throw Forgotten("asOf", latest);
        if (parts.Any(part => read.IsBefore(part.Number, part.Begins.Position)))
            throw new Refusal(410, "changes-expired", "The log that the first page was read from is not kept any more (Storage__LogDays). Read the first page again.");
    }

    public static Refusal Forgotten(string field, Instant begins) =>
        Refusal.Invalid(field, $"What was announced before {begins} is not kept any more (Storage__LogDays): ask for later.");

    /// <summary>Where the logs end now, once everything that was judged till now is in them.</summary>
    public async Task<Place> End(Principal principal, string id)
    {
        var (_, parts) = await views.OfServing(principal, id, async (partition, spec) =>
            (Number: AllPartitions.NumberOf(partition), Position: await partition.Landed(spec)));
        var end = new Place();
        foreach (var (number, position) in parts)
            end.ReadThrough(number, position);
        return end;
    }
}
