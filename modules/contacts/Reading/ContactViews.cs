using System.Collections.Immutable;
using System.Text.Json;
using Contacts.Stored;
using Contracts;
using MediatR;
using Orleans;

namespace Contacts;

/// <summary>Shows contacts as the API does: the row, and what the partition knows of their events.</summary>
internal sealed class ContactViews(IContactStore store, IGrainFactory grains, IMediator mediator, BusinessClock clock)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    public async Task<ContactView> Show(Principal who, StoredContact contact, CancellationToken cancel)
    {
        var views = await Show(who, [contact], cancel);
        return views[0];
    }

    /// <summary>The contact, or whom it has been merged into by now.</summary>
    public async Task<ContactView> Show(Principal who, Guid id, CancellationToken cancel)
    {
        var contact = await store.Read(who.Tenant, id, cancel);
        while (contact is { State: ContactState.Merging or ContactState.Merged, MergedInto: { } into })
            contact = await store.Read(who.Tenant, into, cancel);
        return contact is { State: ContactState.Live } ? await Show(who, contact, cancel) : throw ContactDoor.Unknown();
    }

    public async Task<IReadOnlyList<ContactView>> Show(Principal who, IReadOnlyList<StoredContact> contacts, CancellationToken cancel)
    {
        var (seen, now) = (await Seen(contacts).WaitAsync(cancel), clock.Now);
        var views = contacts.Zip(seen, (contact, sightings) => TeamSight.Limit(who, contact, Show(contact, sightings, now))).ToArray();
        // Once for all contacts of a book.
        foreach (var own in Enumerable.Range(0, views.Length).Where(i => views[i].CustomFields.Count > 0).GroupBy(i => contacts[i].Book).ToArray())
        {
            var fields = await mediator.Send(new CustomFieldsOf(contacts[own.First()].Tenant, own.Key), cancel);
            foreach (var i in own) views[i] = WithoutHidden(views[i], fields);
        }
        return views;
    }

    private static ContactView WithoutHidden(ContactView view, ImmutableArray<CustomField> fields)
    {
        var hidden = fields.Where(field => !field.IsShownIn(view.Segment, view.Stage)).Select(field => field.Key).ToHashSet(StringComparer.Ordinal);
        return hidden.Count == 0 ? view : view with { CustomFields = view.CustomFields.Where(value => !hidden.Contains(value.Key)).ToDictionary() };
    }

    /// <summary>Each partition is asked once, for all of its own.</summary>
    private async Task<Sightings[]> Seen(IReadOnlyList<StoredContact> contacts)
    {
        var seen = new Sightings[contacts.Count];
        await Task.WhenAll(Enumerable.Range(0, seen.Length).GroupBy(i => GrainKeys.Partition(contacts[i].Tenant, contacts[i].Partition)).Select(async together =>
        {
            var part = await grains.GetGrain<IPartitionGrain>(together.Key).Seen([.. together.Select(i => contacts[i].Id)]);
            foreach (var (i, sightings) in together.Zip(part)) seen[i] = sightings;
        }));
        return seen;
    }

    private static ContactView Show(StoredContact contact, Sightings seen, Instant now)
    {
        var profile = contact.Profile;
        return new(
            contact.Id.ToString("N"), contact.Book, contact.Book, profile.ExternalId, profile.AnonymousIds,
            First(profile.Emails), Labelled(profile.Emails), First(profile.Phones), Labelled(profile.Phones),
            profile.Text("firstName"), profile.Text("lastName"), profile.Text("company"), profile.Text("birthday"),
            profile.Has("address") ? JsonSerializer.Deserialize<PostalAddress>(profile.Values["address"].Json, Web) : null,
            Entries(profile, "trait."), [.. profile.Tags.Keys], profile.Text("stage"), profile.Text("segment"), profile.Text("step"),
            Entries(profile, "custom."), Entries(profile, "preference."), Subscribed(profile),
            profile.Consents.ToDictionary(consent => consent.Key, consent => Show(consent.Value)), profile.Sources, profile.Accounts,
            profile.Origin, profile.Text("assignedTo"), profile.IsImported(), profile.IsOrganized(),
            Show(profile.ArchivedAt(now)), [.. profile.Teams.Select(shared => new TeamShareView(shared.Key, shared.Value.Stamp.At, Show(shared.Value.Archived)))],
            seen.First, seen.Last, CreatedAt(profile), profile.UpdatedAt, contact.Version)
        { Shared = profile.Copies is { } copies && copies.SelectMany(Show).ToArray() is { Length: > 0 } shared ? shared : null };
    }

    private static IEnumerable<CopyView> Show(CopyLink copy) => copy.Shares.Select(share => new CopyView(
        copy.From, share.Share, share.Since, copy.Kept is null ? [] : JsonElement.Parse(copy.Kept, new() { MaxDepth = 256 }).EnumerateObject().ToDictionary(field => field.Name, field => field.Value)));

    private static ArchivedView? Show(Archived? archived) => archived is { } there ? new(there.At, there.By, there.Reason) : null;

    private static string? First(ImmutableArray<Address> addresses) => addresses.IsEmpty ? null : addresses[0].Value;

    private static LabelledValue[] Labelled(ImmutableArray<Address> addresses) =>
        [.. addresses.Select(address => new LabelledValue(address.Value, address.Label))];

    private static Dictionary<string, JsonElement> Entries(Profile profile, string prefix) => profile.Values
        .Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal) && entry.Value.Json != ProfileValues.Tombstone)
        .ToDictionary(entry => entry.Key[prefix.Length..], entry => JsonElement.Parse(entry.Value.Json, new() { MaxDepth = 256 }));

    private static bool? Subscribed(Profile profile) =>
        !profile.Consents.TryGetValue("email", out var consent) || consent.State == Consents.Unknown ? null : consent.State == Consents.Subscribed;

    // Of a share no more is told than that it was one: people of a team may read this too.
    private static ConsentView Show(Consent consent) =>
        new(consent.State, consent.Stamp.At, consent.Stamp.IsShares() ? "share" : consent.Stamp.By, consent.Why);

    // Identify may say when the person signed up, which is what people mean by it.
    private static Instant CreatedAt(Profile profile) => profile.Text("createdAt") is { } told && EventTime.Read(told) is { } at ? at : profile.CreatedAt;
}
