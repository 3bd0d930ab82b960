using System.Text.Json;
using Contracts;

namespace Contacts;

/// <summary>
/// What a message does to the profile of the contact it is about. The result does not depend on the order in which
/// messages arrive: each value goes by event time, and by message id at the same instant.
/// </summary>
internal static class MessageFold
{
    /// <param name="by">Who sent it, for the provenance: <c>event:&lt;key id&gt;</c>.</param>
    public static Profile Apply(Profile profile, IncomingMessage message, string by)
    {
        if (message.Kind is not (StepKind.Identify or StepKind.Group) && !message.Located) return profile;
        using var payload = JsonDocument.Parse(message.Payload, new() { MaxDepth = 256 });
        var stamp = new Stamp(message.At, by, "event", message.MessageId);
        var after = message.Kind switch
        {
            StepKind.Identify => Identify(profile, Traits.Of(payload.RootElement, identifies: true), stamp),
            StepKind.Group => Group(profile, payload.RootElement, stamp),
            _ => profile,
        };
        if (message.Located)
            after = after.With("location", ProfileValues.Json(payload.RootElement.GetProperty("context").GetProperty("location")), stamp);
        return after;
    }

    private static Profile Identify(Profile profile, IReadOnlyDictionary<string, JsonElement> traits, Stamp stamp)
    {
        foreach (var (key, value) in traits) profile = profile.With($"trait.{key}", ProfileValues.Json(value), stamp);
        foreach (var (field, json) in IdentifiedFields.Of(traits)) profile = profile.With(field, json, stamp);
        if (IsNewest("email", NormalForm.Email) is (true, var email))
            profile = profile with { Emails = profile.Emails.Identified(email, Cleared("email")) };
        if (IsNewest("phone", NormalForm.Phone) is (true, var phone))
            profile = profile with { Phones = profile.Phones.Identified(phone, Cleared("phone")) };
        return profile;

        // The trait has been put above, so its stamp says whether this identify is the newest that named the address.
        (bool, Address?) IsNewest(string key, Func<string, string?> normal) =>
            !traits.TryGetValue(key, out var value) || profile.Values[$"trait.{key}"].Stamp != stamp ? (false, null)
            : value.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(value.GetString())
                ? (true, new Address(value.GetString()!.Trim(), normal(value.GetString()!), null, stamp))
            : (true, null);

        Stamp? Cleared(string key) => profile.Values.TryGetValue(key, out var tombstone) ? tombstone.Stamp : null;
    }

    private static Profile Group(Profile profile, JsonElement message, Stamp stamp)
    {
        foreach (var (key, value) in Traits.Of(message, identifies: false))
            if (key != "id")
                profile = profile.With($"group.{key}", ProfileValues.Json(value), stamp);
        return profile.With("group.id", ProfileValues.Json(message.GetProperty("groupId")), stamp);
    }
}
