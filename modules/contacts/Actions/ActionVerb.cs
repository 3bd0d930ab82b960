using System.Text.Json;
using Contracts;

namespace Contacts;

/// <summary>What an action may do to each contact, and the edit that does it.</summary>
internal static class ActionVerb
{
    public const string Erase = "erase", Share = "share";

    /// <summary>The value of an erasure that an admin ordered of a leaving user's book.</summary>
    public const string WholeBook = "book";

    private const string All = "tag, untag, stage, segment, assign, archive, unarchive, share or erase";

    /// <summary>Checks what goes with the verb.</summary>
    /// <returns>As it is stored.</returns>
    /// <exception cref="Refusal">422</exception>
    public static string? ReadValue(string verb, JsonElement? value, Principal who) => verb switch
    {
        "tag" or "untag" => Tags.Require("value", TextOf(value)),
        "stage" or "segment" => ReadField(value),
        "assign" => ReadField(value) is var user && user == "me" && who.User is null
            ? throw Refusal.Invalid("value", "nobody is \"me\" to an organisation's key; name the user's id")
            : user,
        "archive" => TextOf(value),
        "unarchive" or Erase => value is null or { ValueKind: JsonValueKind.Null }
            ? null
            : throw Refusal.Invalid("value", $"is not known with {verb}; leave it out"),
        Share => TextOf(value) is { Length: > 0 } team ? team : throw Refusal.Invalid("value", "is required: the id of a team"),
        _ => throw Refusal.Invalid("do", $"is one of {All}"),
    };

    /// <summary>The body that is written to the contact; null of what is no body.</summary>
    public static JsonElement? Body(string verb, string? value) => verb switch
    {
        "stage" or "segment" => Written(verb, value),
        "assign" => Written("assignedTo", value),
        _ => null,
    };

    /// <summary>The edit of every other verb but <see cref="Erase"/>.</summary>
    public static ContactEdit Edit(string verb, string? value, Stamp stamp, string? user) => verb switch
    {
        "tag" => new(EditKind.Tag, value!, stamp, user),
        "untag" => new(EditKind.Untag, value!, stamp, user),
        Share => new(EditKind.Share, value!, stamp, user),
        "archive" => new(EditKind.Archive, string.IsNullOrWhiteSpace(value) ? "hand" : value, stamp, user),
        "unarchive" => new(EditKind.Unarchive, "hand", stamp, user),
        _ => throw new InvalidOperationException($"{verb} is no edit."),
    };

    /// <summary>That it is not given is no order to take the field away from everybody; null is.</summary>
    private static string? ReadField(JsonElement? value) =>
        value is null ? throw Refusal.Invalid("value", "is required; null takes it away") : TextOf(value);

    private static string? TextOf(JsonElement? value) => value switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.String } text when text.GetString() is { Length: <= ContactBody.LongestText } given => given,
        _ => throw Refusal.Invalid("value", $"must be text of at most {ContactBody.LongestText} characters"),
    };

    private static JsonElement Written(string field, string? value) =>
        JsonSerializer.SerializeToElement(new Dictionary<string, string?> { [field] = value });
}
