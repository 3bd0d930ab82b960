using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Audiences.Sdk;

namespace Contacts;

/// <summary>What the SDK calls a contact, as a body that <c>POST /v1/contacts</c> takes.</summary>
internal static class CardBody
{
    /// <summary>The body, or what is wrong with which field. The external id is not in it.</summary>
    /// <param name="more">Fields that it does not have.</param>
    public static (JsonElement? Body, string? Reason) Of(Contact contact, JsonObject? more = null)
    {
        var body = new JsonObject();
        Put(body, "emails", List(contact.Emails));
        Put(body, "phones", List(contact.Phones));
        Put(body, "firstName", Text(contact.FirstName));
        Put(body, "lastName", Text(contact.LastName));
        Put(body, "company", Text(contact.Company));
        Put(body, "birthday", contact.Birthday is { } day ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null);
        Put(body, "address", Address(contact));
        Put(body, "tags", List(contact.Tags));
        Put(body, "traits", Traits(contact));
        if (contact.Subscribed is { } subscribed) body["consent"] = new JsonObject { ["email"] = subscribed ? Consents.Subscribed : Consents.Unsubscribed };
        if (body.Count == 0 && more is null) return (null, "there is nothing in it");
        foreach (var (field, value) in more ?? []) body[field] = value?.DeepClone();
        var json = JsonSerializer.SerializeToElement(body);
        return ContactBody.Faults(json).FirstOrDefault() is { Key: { } path, Value: { } messages } ? (null, $"{path}: {messages[0]}") : (json, null);
    }

    private static void Put(JsonObject body, string field, JsonNode? value)
    {
        if (value is not null) body[field] = value;
    }

    private static JsonNode? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static JsonArray? List(IEnumerable<string> texts) =>
        texts.Select(Text).OfType<JsonNode>().ToArray() is { Length: > 0 } given ? new(given) : null;

    private static JsonObject? Address(Contact contact)
    {
        var address = new JsonObject();
        Put(address, "street", Text(contact.Street));
        Put(address, "city", Text(contact.City));
        Put(address, "region", Text(contact.Region));
        Put(address, "postalCode", Text(contact.PostalCode));
        Put(address, "country", Text(contact.Country));
        return address.Count > 0 ? address : null;
    }

    private static JsonObject? Traits(Contact contact)
    {
        var traits = new JsonObject();
        foreach (var (name, value) in contact.Traits) Put(traits, name, Value(value));
        return traits.Count > 0 ? traits : null;
    }

    private static JsonNode? Value(TraitValue value) =>
        value.Number is { } number ? number
        : value.Boolean is { } boolean ? boolean
        : value.Instant is { } instant ? instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
        : value.List is { } list ? List(list)
        : Text(value.Text);
}
