using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Audiences.Sdk;

namespace Plugins.Webhook;

/// <summary>A member as receivers read him: what is not known is absent, and a trait is a plain JSON value.</summary>
/// <remarks>By hand, since JsonSerializer keeps types that it has written, and a plugin that is unloaded is to be gone.</remarks>
internal static class MemberJson
{
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Of(Member member) => Written(member, json => Write(json, member.Contact));

    public static byte[] OfKey(Member member) => Written(member, _ => { });

    private static byte[] Written(Member member, Action<Utf8JsonWriter> rest)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("key", member.Key);
            json.WriteString("at", InstantText(member.At));
            rest(json);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    public static string InstantText(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static void Write(Utf8JsonWriter json, Contact contact)
    {
        json.WriteStartObject("contact");
        Text(json, "externalId", contact.ExternalId);
        Texts(json, "emails", contact.Emails);
        Texts(json, "phones", contact.Phones);
        Text(json, "firstName", contact.FirstName);
        Text(json, "lastName", contact.LastName);
        Text(json, "company", contact.Company);
        Text(json, "birthday", contact.Birthday?.ToString("O", CultureInfo.InvariantCulture));
        Text(json, "street", contact.Street);
        Text(json, "city", contact.City);
        Text(json, "region", contact.Region);
        Text(json, "postalCode", contact.PostalCode);
        Text(json, "country", contact.Country);
        if (contact.Subscribed is { } subscribed) json.WriteBoolean("subscribed", subscribed);
        Texts(json, "tags", contact.Tags);
        if (contact.Traits.Count > 0) Traits(json, contact.Traits);
        json.WriteEndObject();
    }

    private static void Traits(Utf8JsonWriter json, IReadOnlyDictionary<string, TraitValue> traits)
    {
        json.WriteStartObject("traits");
        foreach (var (name, value) in traits)
        {
            if (value.Number is { } number) json.WriteNumber(name, number);
            else if (value.Boolean is { } boolean) json.WriteBoolean(name, boolean);
            else if (value.Instant is { } instant) json.WriteString(name, InstantText(instant));
            else if (value.List is { } list) Texts(json, name, list);
            else Text(json, name, value.Text);
        }
        json.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null) json.WriteString(name, value);
    }

    private static void Texts(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        if (values.Count == 0) return;
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
