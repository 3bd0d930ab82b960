using Audiences.Lifecycle;
using Audiences.Partitions;
using Contracts;

namespace Audiences.Reading;

/// <summary>Answers about members and changes, put together from all partitions.</summary>
/// <param name="machine">The system's clock: how long a reader waits is not business time.</param>
internal sealed class AudienceQuestions(
    AudienceViews views, AudienceAccess access, AllPartitions partitions, MembershipSignal signal, BusinessClock clock, TimeProvider machine)
{
    public async Task<MembersPage> Members(Principal principal, string id, Guid? after, string? place, int limit)
    {
        var (state, parts) = await views.OfServing(principal, id, (partition, spec) => partition.Members(spec, after, limit));
        var items = parts.SelectMany(part => part.Members).OrderBy(member => member.Contact).Take(limit + 1).ToArray();
        var more = items.Length > limit || parts.Any(part => part.More);
        return new MembersPage(
            [.. items.Take(limit).Select(member => new MemberItem(member.Contact, member.Since) { Pinned = PinView.Of(true, member.Pinned) })], more, clock.Now,
            place ?? PlaceOf(parts), state.Serving!.Version, state.Status == "active");
    }

    public async Task<MemberView> Member(Principal principal, string id, Guid contact)
    {
        var (_, parts) = await views.OfBook(principal, id, (partition, spec) => partition.Member(spec, contact));
        var part = parts.FirstOrDefault(part => part.Held) ?? throw NotInBook();
        return new MemberView(part.Member, part.Since, Next(part.Member, part.NextAt)) { Pinned = PinView.Of(part.Pin?.In ?? false, part.Pin?.Stamp) };
    }

    public async Task<PinsPage> Pins(Principal principal, string id, Guid? after, int limit)
    {
        var (_, parts) = await views.OfBook(principal, id, (partition, spec) => partition.Pins(spec, after, limit + 1));
        var items = parts.SelectMany(part => part).OrderBy(pinned => pinned.Contact).Take(limit + 1)
            .Select(pinned => new PinnedItem(pinned.Contact, PinView.Of(pinned.Pin.In, pinned.Pin.Stamp)!)).ToArray();
        return new PinsPage([.. items.Take(limit)], items.Length > limit);
    }

    public async Task<ChangesPage> Changes(Principal principal, string id, string after, TimeSpan wait, int limit, bool expand, CancellationToken cancel)
    {
        var place = Place.Parse(after);
        var since = machine.GetTimestamp();
        while (true)
        {
            var woken = signal.Next(principal.Tenant);
            var page = await ChangesNow(principal, id, place, limit, expand);
            var left = wait - machine.GetElapsedTime(since);
            if (page.Items.Count > 0 || left <= TimeSpan.Zero)
                return page;
            // What was looked through holds nothing, whoever is woken how often.
            place = Place.Parse(page.Last);
            await Task.WhenAny(woken, Task.Delay(left, machine, cancel));
            cancel.ThrowIfCancellationRequested();
        }
    }

    public async Task<IReadOnlyList<ContactAudienceView>> OfContact(Principal principal, Guid contact, CancellationToken cancel)
    {
        var all = (await access.All(principal, cancel)).ToDictionary(state => state.Id);
        var parts = await Task.WhenAll((await partitions.Of(principal.Tenant, cancel)).Select(partition => partition.Memberships(contact)));
        return [.. parts.SelectMany(part => part)
            .Where(membership => membership.Member && all.ContainsKey(membership.Audience))
            .OrderBy(membership => all[membership.Audience].CreatedAt).ThenBy(membership => membership.Audience, StringComparer.Ordinal)
            .Select(membership => new ContactAudienceView(
                membership.Audience, all[membership.Audience].Name, membership.Since!.Value, Next(true, membership.NextAt)))];
    }

    public static Refusal NotInBook() => new(404, "unknown-contact", "There is no such contact in the audience's book.");

    private async Task<ChangesPage> ChangesNow(Principal principal, string id, Place place, int limit, bool expand)
    {
        var (_, parts) = await views.OfServing(principal, id, async (partition, spec) =>
        {
            var number = AllPartitions.NumberOf(partition);
            var (position, offset) = place[number];
            return (Number: number, Part: await partition.Changes(spec, position, offset, limit, expand));
        });
        // The log never goes back, but for a restore of a backup: then it tells another story from there on.
        if (parts.FirstOrDefault(part => place[part.Number].Position > part.Part.Through) is { Part: not null })
            throw new Refusal(410, "changes-expired", "This place is ahead of the log: the data were restored from a backup. Read the members, and changes after their place.");
        if (parts.Any(part => place.IsBefore(part.Number, part.Part.Begins)))
            throw new Refusal(410, "changes-expired", "What came after this place is not kept any more (Storage__LogDays). Read the members, and changes after their place.");
        var items = parts.SelectMany(part => InOrder(part.Number, part.Part.Items))
            .OrderBy(item => item.Key).Take(limit).Select(item => (item.Number, item.Item)).ToArray();
        return new ChangesPage([.. items.Select(item => View(item.Item))], Last(place, parts, items, limit).ToString());
    }

    /// <summary>
    /// Keys by which parts are put together: an item that is dated before one at an earlier position stays behind it, because a
    /// place says how far a part was read.
    /// </summary>
    private static IEnumerable<(int Number, ChangeItem Item, Instant Key)> InOrder(int number, IEnumerable<ChangeItem> items)
    {
        var latest = default(Instant);
        foreach (var item in items)
            yield return (number, item, latest = Instant.Max(latest, item.At));
    }

    private static Place Last(Place before, (int Number, ChangesPart Part)[] parts, (int Number, ChangeItem Item)[] shown, int limit)
    {
        var last = new Place();
        foreach (var (number, part) in parts)
        {
            var count = shown.Count(item => item.Number == number);
            // A full part may have more behind it.
            if (count == part.Items.Length && count < limit)
                last.ReadThrough(number, Math.Max(part.Through, before[number].Position));
            else if (count > 0)
                last[number] = (part.Items[count - 1].Position, part.Items[count - 1].Offset);
            else
                last[number] = before[number];
        }
        return last;
    }

    private static ChangeView View(ChangeItem item) => new(
        item.Contact, item.Contact is null ? "rebuilt" : item.Entered ? "entered" : "left", item.At,
        item.Cause.ToString().ToLowerInvariant(), item.Version,
        item.Contact is null ? item.EnteredCount : null, item.Contact is null ? item.LeftCount : null);

    private static string PlaceOf(MembersPart[] parts)
    {
        var place = new Place();
        for (var number = 0; number < parts.Length; number++)
            place.ReadThrough(number, parts[number].Position);
        return place.ToString();
    }

    private static NextChange? Next(bool member, Instant? at) => at is { } next ? new NextChange(next, member ? "leaves" : "enters") : null;
}
