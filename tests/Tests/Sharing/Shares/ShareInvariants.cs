using System.Collections.Immutable;
using Contacts;
using Contracts;
using Sharing.Stored;

namespace Tests.Sharing.Shares;

/// <summary>What must hold of a share, whatever was done before: each by its name, over what was there before a sync and what is there after it.</summary>
internal sealed class ShareInvariants(ShareWorld world, ShareDeeds deeds)
{
    private ImmutableDictionary<Guid, StoredContact> before = ImmutableDictionary<Guid, StoredContact>.Empty;

    public void Remember() => before = world.Contacts.Live.ToImmutableDictionary(contact => contact.Id);

    /// <param name="users">With whom it is shared now.</param>
    /// <returns>Names of what does not hold.</returns>
    public async Task<ImmutableArray<string>> Broken(params string[] users)
    {
        var broken = new SortedSet<string>(StringComparer.Ordinal);
        var share = await world.Store.OfAudience("main", ShareWorld.Audience, default);
        foreach (var user in (string[])[ShareWorld.Bob, ShareWorld.Nora]) Of(user, users.Contains(user) ? share : null, broken);
        Check(broken, "a source is never changed", world.Book("ann").All(contact => before.GetValueOrDefault(contact.Id) == contact));
        Check(broken, "an audience shows what was given", world.Received.Values.OrderBy(audience => audience.User, StringComparer.Ordinal).SequenceEqual(users.Order(StringComparer.Ordinal).Select(user => (user, world.Name))));
        return [.. broken];
    }

    private void Of(string user, StoredShare? share, SortedSet<string> broken)
    {
        var book = world.Book(user).ToArray();
        var linked = book.Where(contact => Active(contact).Any()).ToArray();
        Check(broken, "only subscribed contacts cross", linked.SelectMany(Active).All(Crosses));
        Check(broken, "a personal-segment contact never crosses", linked.SelectMany(Active).All(source => ValueOf(world.Contacts[source].Profile, "segment") != "\"Family\""));
        Check(broken, "whoever is to cross has crossed", share is null || Wanted(user).All(source => linked.Any(contact => Active(contact).Contains(source))));
        Check(broken, "nobody is there twice", linked.SelectMany(Active).GroupBy(source => source).All(same => same.Count() == 1));
        Check(broken, "two people stay two", deeds.HasMerged || linked.All(contact => Active(contact).Count() == 1));
        Check(broken, "the audience shows whom the share gave", book.All(contact => contact.Profile.Pins.ContainsKey(IdOf(user)) == linked.Contains(contact)));
        foreach (var contact in book) Of(user, contact, linked.Contains(contact), broken);
        Check(broken, "a removed contact loses audience and tag and stays", before.Values.Where(held => held.Book == $"user:{user}").All(held => book.Any(contact => contact.Id == held.Id)));
    }

    private void Of(string user, StoredContact contact, bool isLinked, SortedSet<string> broken)
    {
        var (was, now) = (before.GetValueOrDefault(contact.Id)?.Profile, contact.Profile);
        var given = now.Tags.Where(tag => tag.Value.IsShares()).Select(tag => tag.Key).ToArray();
        Check(broken, "exactly one tag crosses", isLinked ? given.All(tag => tag == world.Name) : given.Length == 0);
        Check(broken, "exactly one tag crosses", was is not null || now.Tags.Count == 1);
        Check(broken, "a recipient's own tag survives", was is null || was.Tags.Where(tag => !tag.Value.IsShares()).All(tag => now.Tags.GetValueOrDefault(tag.Key) == tag.Value));
        Check(broken, "consent never changes", was is null ? now.Consents is { Count: 1 } : was.Consents.SequenceEqual(now.Consents));
        Check(broken, "the archive mark never changes", was?.Archived == now.Archived);
        Check(broken, "the relationship never changes", ((string[])["stage", "segment", "step", "assignedTo"]).All(field => ValueOf(was, field) == ValueOf(now, field)));
        Check(broken, "the recipient's own edits stay", was is null || was.Values.Where(value => !value.Value.Stamp.IsShares()).All(value => now.Values.TryGetValue(value.Key, out var held) && ValueHistory.IsSame(held, value.Value)));
        Check(broken, "no undeclared field appears", user != ShareWorld.Nora || now.Values.All(value => !value.Key.StartsWith("custom.", StringComparison.Ordinal)
            || value.Value.Json == "null" || world.NorasFields.Any(field => value.Key == $"custom.{field.Key}")
            // What was a field when it came stays, unless the contact of whom it was told is in the share still.
            || (ValueOf(was, value.Key) == value.Value.Json && !Active(contact).Any(source => value.Value.Stamp.IsOf(source)))));
        Check(broken, "what the source says is there", !isLinked || Active(contact).Take(2).ToArray() is not [var only] || Says(user, contact, world.Contacts[only]));
    }

    /// <summary>Every field that crosses is as at the source, unless the recipient said otherwise.</summary>
    private bool Says(string user, StoredContact contact, StoredContact source) => Fields(user, source.Profile).All(field =>
            contact.Profile.Values.TryGetValue(field.Key, out var held) && (held.Json == field.Value.Json || !held.Stamp.IsOf(source.Id)))
        && source.Profile.Emails.All(email => deeds.Suppressed.Contains((user, email.Normal!)) || contact.Profile.Emails.Any(held => held.Normal == email.Normal));

    private IEnumerable<KeyValuePair<string, ProfileValue>> Fields(string user, Profile source) => source.Values.Where(value => value.Value.Json != "null"
        && (value.Key is "firstName" or "company" || value.Key.StartsWith("preference.", StringComparison.Ordinal)
            || (value.Key.StartsWith("custom.", StringComparison.Ordinal) && (user == ShareWorld.Bob || world.NorasFields.Any(field => value.Key == $"custom.{field.Key}")))));

    /// <summary>Who is in the audience and may cross, but for those of whom the recipient wants to hear no more.</summary>
    private IEnumerable<Guid> Wanted(string user) => world.Members().Where(member => Crosses(member.Id)).Select(member => member.Id)
        .Where(source => !world.Contacts[source].Profile.Emails.Select(email => email.Normal!).Append(source.ToString()).Any(name => deeds.Suppressed.Contains((user, name)))
            && deeds.Refused.GetValueOrDefault((user, source), -1) != world.Contacts[source].Version);

    private bool Crosses(Guid source) => world.Contacts[source] is { State: ContactState.Live } contact && contact.Profile is { Archived: null } profile
        && ValueOf(profile, "segment") != "\"Family\"" && profile.Consents.TryGetValue("email", out var consent) && consent.State == "subscribed" && profile.Tags.ContainsKey("buyer");

    private static IEnumerable<Guid> Active(StoredContact contact) => (contact.Profile.Copies ?? []).Where(copy => !copy.Shares.IsEmpty).Select(copy => copy.Source);

    private string IdOf(string user) => world.Received.FirstOrDefault(audience => audience.Value.User == user).Key ?? "none";

    private static string? ValueOf(Profile? profile, string field) => profile?.Values.TryGetValue(field, out var held) == true ? held.Json : null;

    private static void Check(SortedSet<string> broken, string name, bool holds)
    {
        if (!holds) broken.Add(name);
    }
}
