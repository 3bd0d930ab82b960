using System.Text.Encodings.Web;
using System.Text.Json;
using Contracts;

namespace Contacts;

/// <summary>Reads and writes single values of a profile; the stamp decides which of two writes stays.</summary>
internal static class ProfileValues
{
    public const string Tombstone = "null";

    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 256 };

    /// <summary>Puts the value; where a newer one is held, that stays and this is noted as an earlier one.</summary>
    public static Profile With(this Profile profile, string field, string json, Stamp stamp)
    {
        if (profile.Values.TryGetValue(field, out var held))
        {
            var after = ValueHistory.Join(held, new(json, stamp.Lifted(held.Stamp)));
            return ValueHistory.IsSame(held, after) ? profile : profile with { Values = profile.Values.SetItem(field, after) };
        }
        return profile with { Values = profile.Values.SetItem(field, new(json, stamp)) };
    }

    /// <summary>
    /// A direct write is newer than all it finds, also than an event whose clock runs ahead: a person who saves sees what was saved.
    /// </summary>
    public static Stamp Lifted(this Stamp stamp, Stamp held) =>
        stamp.Tie is null ? stamp with { At = Instant.Max(stamp.At, held.At) } : stamp;

    /// <summary>The value as text, when it is a non-empty JSON string.</summary>
    public static string? Text(this Profile profile, string field) =>
        profile.Values.TryGetValue(field, out var held) && held.Json is ['"', _, _, ..] ? JsonSerializer.Deserialize<string>(held.Json) : null;

    public static bool Has(this Profile profile, string field) =>
        profile.Values.TryGetValue(field, out var held) && held.Json != Tombstone;

    /// <summary>Compact JSON with one way to write each text, so that equal values are equal; numbers stay as sent.</summary>
    public static string Json(JsonElement value) => JsonSerializer.Serialize(value, Compact);

    public static string Json(string value) => JsonSerializer.Serialize(value, Compact);
}
