using System.Collections.Immutable;
using Contracts;

namespace Contacts;

/// <summary>
/// What a share makes of a contact in a recipient's book. Whatever the recipient ever wrote himself stays: a share changes only what is
/// missing and what a share gave. It never says anything of consent, archive, stage, segment, step or assignee of somebody who is there.
/// </summary>
internal static class CopyFold
{
    /// <param name="before">Null of a contact that is made.</param>
    /// <returns>The same object when it has all of it.</returns>
    public static Profile Give(Profile? before, CopyContent content, CopyOrder order, Instant now)
    {
        var start = before ?? Made(content, order, now);
        var link = start.Copies?.FirstOrDefault(held => held.Source == content.Source);
        var after = Card(start.Settled(now), content, link, CopyStamps.Of(order.Share, content.Source), now);
        return Noted(before, Linked(Marked(after, order, now), start, content, link, order, now), now);
    }

    /// <summary>The share is over for it: it stays, without the audience and the tag. Both stay when it is the copy of another contact of the share too.</summary>
    public static Profile Take(Profile before, Guid source, CopyOrder order, Instant now)
    {
        if (before.Copies?.FirstOrDefault(held => held.Source == source) is not { } link || link.Shares.All(held => held.Share != order.Share)) return before;
        var left = link with { Shares = link.Shares.RemoveAll(held => held.Share == order.Share) };
        if (left.Shares.IsEmpty) left = left with { Kept = null };
        var after = before.Settled(now) with { Copies = before.Copies.Value.Replace(link, left) };
        var isStill = after.Copies.Value.Any(copy => copy.Shares.Any(held => held.Share == order.Share));
        return Noted(before, isStill ? after : Unmarked(after, order), now);
    }

    private static Profile Made(CopyContent content, CopyOrder order, Instant now)
    {
        var stamp = new Stamp(Instant.Min(content.Consent.Stamp.At, now), CopyStamps.Of(order.Share, content.Source), "share", null);
        return Profile.Empty with
        {
            Origin = "share", CreatedAt = now, UpdatedAt = now, Consents = Profile.Empty.Consents.Add("email", new(Consents.Subscribed, "shared", stamp)),
        };
    }

    private static Profile Card(Profile profile, CopyContent content, CopyLink? link, string by, Instant now)
    {
        foreach (var (field, value) in content.Fields)
            if (MayWrite(profile, field, value, content.Source))
                profile = profile.With(field, value.Json, new(Instant.Min(value.Stamp.At, now), by, "share", null));
        foreach (var field in profile.Values.Where(held => held.Value.Stamp.IsOf(content.Source) && held.Value.Json != ProfileValues.Tombstone).Select(held => held.Key).ToArray())
            if (!content.Fields.ContainsKey(field))
                profile = profile.With(field, ProfileValues.Tombstone, new(now, by, "share", null));
        var stamp = new Stamp(now, by, "share", null);
        var (emails, phones) = (Addresses(profile.Emails, content.Emails, content, link, stamp), Addresses(profile.Phones, content.Phones, content, link, stamp));
        return emails == profile.Emails && phones == profile.Phones ? profile : profile with { Emails = emails, Phones = phones };
    }

    /// <summary>Of two shares that say otherwise the one whose owner said it later.</summary>
    private static bool MayWrite(Profile profile, string field, ProfileValue value, Guid source) =>
        !profile.Values.TryGetValue(field, out var held)
        || (held.Stamp.IsShares() && held.Json != value.Json && (held.Stamp.IsOf(source) || value.Stamp.At > held.Stamp.At));

    private static ImmutableArray<Address> Addresses(
        ImmutableArray<Address> held, ImmutableArray<Address> told, CopyContent content, CopyLink? link, Stamp stamp)
    {
        var stale = held.Where(address => address.Stamp.IsOf(content.Source) && !told.Any(other => AddressList.Same(other, address))).ToArray();
        var fresh = told.Where(address => !held.Any(other => AddressList.Same(other, address)) && link?.Addresses.Contains(KeyOf(address)) != true).ToArray();
        return stale.Length + fresh.Length == 0 ? held : [.. held.Except(stale), .. fresh.Select(address => address with { Stamp = stamp })];
    }

    private static string KeyOf(Address address) => address.Normal ?? address.Value;

    /// <summary>Into the audience, and the tag with it; whoever took the tag off one that is in does not get it again.</summary>
    private static Profile Marked(Profile profile, CopyOrder order, Instant now)
    {
        var stamp = new Stamp(now, CopyStamps.Of(order.Share), "share", null);
        var given = profile.Tags.Where(tag => tag.Value.By == stamp.By).Select(tag => tag.Key).ToArray();
        if (profile.Pins.ContainsKey(order.Audience))
            // The audience has another name by now, or two of its contacts that had it under two names were made one.
            return given.Any(tag => tag != order.Tag) ? EditFold.Tagged(profile with { Tags = profile.Tags.RemoveRange(given.Where(tag => tag != order.Tag)) }, [order.Tag], stamp) : profile;
        return EditFold.Tagged(profile, [order.Tag], stamp) with { Pins = profile.Pins.Add(order.Audience, new(true, stamp)) };
    }

    /// <summary>A tag that another share names too is from then on that share's.</summary>
    private static Profile Unmarked(Profile profile, CopyOrder order)
    {
        var tags = profile.Tags;
        foreach (var (tag, stamp) in profile.Tags.Where(tag => tag.Value.By == CopyStamps.Of(order.Share)))
        {
            var other = profile.Copies!.Value.SelectMany(copy => copy.Shares).FirstOrDefault(share => string.Equals(share.Tag, tag, StringComparison.OrdinalIgnoreCase));
            tags = other.Share is null ? tags.Remove(tag) : tags.SetItem(tag, stamp with { By = CopyStamps.Of(other.Share) });
        }
        return profile with { Pins = profile.Pins.Remove(order.Audience), Tags = tags };
    }

    private static Profile Linked(Profile profile, Profile before, CopyContent content, CopyLink? link, CopyOrder order, Instant now)
    {
        var held = link ?? new CopyLink(content.Source, order.From, [], null, []);
        var share = held.Shares.FirstOrDefault(share => share.Share == order.Share);
        var after = held with
        {
            From = order.From, Kept = content.Kept, Addresses = Union(held.Addresses, content.Emails.Concat(content.Phones).Select(KeyOf)),
            Shares = share == default ? held.Shares.Add(new(order.Share, now, order.Tag)) : share.Tag == order.Tag ? held.Shares : held.Shares.Replace(share, share with { Tag = order.Tag }),
        };
        if (after != held) profile = profile with { Copies = link is null ? [.. profile.Copies ?? [], after] : profile.Copies!.Value.Replace(link, after) };
        return Given(before).Except(Given(profile), StringComparer.Ordinal).ToArray() is { Length: > 0 } taken ? Forgotten(profile, taken) : profile;
    }

    /// <summary>What the source took out, and not the recipient, may come again, by whatever share.</summary>
    private static Profile Forgotten(Profile profile, string[] taken) => profile with
    {
        Copies = [.. profile.Copies!.Value.Select(copy => copy.Addresses.Any(taken.Contains) ? copy with { Addresses = copy.Addresses.RemoveAll(taken.Contains) } : copy)],
    };

    private static IEnumerable<string> Given(Profile profile) => profile.Emails.Concat(profile.Phones).Select(KeyOf);

    private static ImmutableArray<string> Union(ImmutableArray<string> held, IEnumerable<string> told) =>
        told.Except(held, StringComparer.Ordinal).ToArray() is { Length: > 0 } more ? [.. held, .. more] : held;

    private static Profile Noted(Profile? before, Profile after, Instant now) =>
        before is null || !EditFold.IsSame(before, after) ? after with { UpdatedAt = Instant.Max(after.UpdatedAt, now) } : before;
}
