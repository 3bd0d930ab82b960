using System.Collections.Immutable;
using System.Text.Json;
using Contracts;

namespace Contacts;

/// <summary>Applies a checked body (<see cref="ContactBody"/>), field by field.</summary>
internal sealed class BodyFold(ContactEdit edit)
{
    // The step last: it is one of the pair that the contact is in by then.
    private static readonly string[] Texts = ["firstName", "lastName", "company", "birthday", "stage", "segment", "step"];
    private static readonly (string Field, string Prefix)[] Objects = [("traits", "trait."), ("customFields", "custom."), ("preferences", "preference.")];

    private bool Patches => edit.Kind == EditKind.Patch;

    public Profile Apply(Profile before, JsonElement body)
    {
        var after = Keys(before, body);
        foreach (var field in Texts)
            if (body.TryGetProperty(field, out var value))
                after = after.With(field, IsBlank(value) ? ProfileValues.Tombstone : ProfileValues.Json(Known(after, field, value.GetString()!.Trim())), edit.Stamp);
        if (body.TryGetProperty("assignedTo", out var assignee)) after = after.With("assignedTo", Assignee(assignee), edit.Stamp);
        if (body.TryGetProperty("address", out var address)) after = after.With("address", Address(before, address), edit.Stamp);
        foreach (var (field, prefix) in Objects)
            if (body.TryGetProperty(field, out var value))
                after = Entries(after, prefix, value);
        after = Tags(Addresses(Consent(after, body), body), body);
        return MoveStep(before, after, body) with
        {
            Sources = Gathered(after.Sources, body, "sources"),
            Accounts = Gathered(after.Accounts, body, "accounts"),
        };
    }

    // An upsert gains its keys where it was found by them (the route says which are free); only a patch changes or takes them away.
    private Profile Keys(Profile profile, JsonElement body)
    {
        if (body.TryGetProperty("externalId", out var external) && (Patches || IsNull(external)))
            profile = profile with { ExternalId = IsNull(external) ? null : external.GetString() };
        if (body.TryGetProperty("anonymousIds", out var ids) && (Patches || IsNull(ids)))
            profile = profile with { AnonymousIds = IsNull(ids) ? [] : [.. ids.EnumerateArray().Select(id => id.GetString()!).Distinct(StringComparer.Ordinal)] };
        return profile;
    }

    private Profile Addresses(Profile profile, JsonElement body)
    {
        var emails = List(profile.Emails, body, "emails", "email", NormalForm.Email);
        var phones = List(profile.Phones, body, "phones", "phone", NormalForm.Phone);
        // Cleared by hand, an address is not brought back by an older identify that comes late.
        if (emails.IsEmpty && !profile.Emails.IsEmpty) profile = profile.With("email", ProfileValues.Tombstone, edit.Stamp);
        if (phones.IsEmpty && !profile.Phones.IsEmpty) profile = profile.With("phone", ProfileValues.Tombstone, edit.Stamp);
        return profile with { Emails = emails, Phones = phones };
    }

    private ImmutableArray<Address> List(
        ImmutableArray<Address> held, JsonElement body, string many, string one, Func<string, string?> normal)
    {
        if (body.TryGetProperty(many, out var list))
        {
            var given = IsNull(list) ? [] : list.EnumerateArray().Select(Read).ToImmutableArray();
            held = IsNull(list) ? [] : Patches ? ImmutableArray<Address>.Empty.Added(given) : held.Added(given);
        }
        if (!body.TryGetProperty(one, out var first)) return held;
        return IsNull(first) ? [] : held.First(Make(first.GetString()!, null));

        Address Read(JsonElement item) => item.ValueKind == JsonValueKind.String
            ? Make(item.GetString()!, null)
            : Make(item.GetProperty("value").GetString()!, item.TryGetProperty("label", out var label) ? label.GetString() : null);
        Address Make(string value, string? label) => new(value.Trim(), normal(value), label, edit.Stamp);
    }

    private Profile Entries(Profile profile, string prefix, JsonElement entries)
    {
        if (IsNull(entries))
        {
            foreach (var field in profile.Values.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)))
                profile = profile.With(field, ProfileValues.Tombstone, edit.Stamp);
            return profile;
        }
        foreach (var entry in entries.EnumerateObject())
        {
            var held = Patches && profile.Values.TryGetValue(prefix + entry.Name, out var value) ? value.Json : null;
            profile = profile.With(prefix + entry.Name, Patches ? MergePatch.Apply(held, entry.Value) : ProfileValues.Json(entry.Value), edit.Stamp);
        }
        return profile;
    }

    private string Address(Profile profile, JsonElement address) =>
        Patches ? MergePatch.Apply(profile.Values.TryGetValue("address", out var held) ? held.Json : null, address) : ProfileValues.Json(address);

    private string Assignee(JsonElement value) => IsBlank(value) || value.GetString() == "nobody" ? ProfileValues.Tombstone
        : value.GetString() == "me" && edit.User is { } me ? ProfileValues.Json(me)
        : ProfileValues.Json(value.GetString()!);

    private Profile Tags(Profile profile, JsonElement body)
    {
        if (!body.TryGetProperty("tags", out var tags)) return profile;
        var given = IsNull(tags) ? [] : tags.EnumerateArray().Select(tag => tag.GetString()!).ToArray();
        if (!Patches && !IsNull(tags)) return EditFold.Tagged(profile, given, edit.Stamp);
        // A tag that stays keeps who put it there.
        var kept = profile.Tags.RemoveRange(profile.Tags.Keys.Where(tag => !given.Contains(tag, StringComparer.OrdinalIgnoreCase)));
        return EditFold.Tagged(profile with { Tags = kept }, given, edit.Stamp);
    }

    private Profile Consent(Profile profile, JsonElement body)
    {
        if (body.TryGetProperty("subscribed", out var flag))
            profile = Put(profile, "email", IsNull(flag) ? Consents.Unknown : flag.GetBoolean() ? Consents.Subscribed : Consents.Unsubscribed, null, null);
        if (!body.TryGetProperty("consent", out var channels) || IsNull(channels)) return profile;
        foreach (var channel in channels.EnumerateObject())
            profile = channel.Value.ValueKind == JsonValueKind.Object
                ? Put(profile, channel.Name, channel.Value.GetProperty("state").GetString()!, Text(channel.Value, "why"), Text(channel.Value, "at"))
                : Put(profile, channel.Name, IsNull(channel.Value) ? Consents.Unknown : channel.Value.GetString()!, null, null);
        return profile;
    }

    private Profile Put(Profile profile, string channel, string state, string? why, string? at)
    {
        if (profile.Consents.TryGetValue(channel, out var held) ? IsKnown(held, state, at) : state == Consents.Unknown) return profile;
        var stamp = at is null ? edit.Stamp : edit.Stamp with { At = EventTime.Read(at)!.Value };
        return profile.With(channel, new(state, why, stamp), isExplicit: Patches, dated: at is not null);
    }

    // What a client read and sends back with its other changes is no new consent; but nobody's own opt-out may hang on a file that can be undone.
    private bool IsKnown(Consent held, string state, string? at) =>
        held.State == state && (at is null ? !edit.Stamp.Confirms(held.Stamp) : at == held.Stamp.At.ToString());

    private string Known(Profile after, string field, string text) =>
        field == "step" ? edit.Steps?.KeyOf(after.Text("stage"), after.Text("segment"), text) ?? text : text;

    // Next steps belong to one stage and segment; one that the new pair has too stays.
    private Profile MoveStep(Profile before, Profile after, JsonElement body)
    {
        if (body.TryGetProperty("step", out _) || after.Text("step") is not { } step) return after;
        if (IsSame(before.Text("stage"), after.Text("stage")) && IsSame(before.Text("segment"), after.Text("segment"))) return after;
        var key = edit.Steps?.KeyOf(after.Text("stage"), after.Text("segment"), step);
        return key == step ? after : after.With("step", key is null ? ProfileValues.Tombstone : ProfileValues.Json(key), edit.Stamp);
    }

    private ImmutableArray<string> Gathered(ImmutableArray<string> held, JsonElement body, string field)
    {
        if (!body.TryGetProperty(field, out var list)) return held;
        var given = IsNull(list) ? [] : list.EnumerateArray().Select(item => item.GetString()!).ToArray();
        ImmutableArray<string> all = Patches || IsNull(list) ? [.. given.Distinct(StringComparer.Ordinal)] : [.. held.Union(given, StringComparer.Ordinal)];
        return all.SequenceEqual(held) ? held : all;
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // As rules compare them: what was written before its key was configured is no other stage.
    private static bool IsSame(string? a, string? b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static bool IsNull(JsonElement value) => value.ValueKind == JsonValueKind.Null;

    private static bool IsBlank(JsonElement value) => IsNull(value) || string.IsNullOrWhiteSpace(value.GetString());
}
