using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Audiences.Sdk;
using Contracts;

namespace Sharing;

/// <summary>What of a contact goes out: what an admin has chosen, by the names that the API uses.</summary>
internal static class MemberFields
{
    public static readonly ImmutableArray<string> Default = ["externalId", "email", "phone", "firstName", "lastName"];

    private static readonly ImmutableArray<string> Known =
        ["externalId", "email", "phone", "firstName", "lastName", "company", "birthday", "address", "subscribed", "tags"];

    /// <exception cref="Refusal">422: one is not known, or none is left.</exception>
    public static ImmutableArray<string> Check(IReadOnlyList<string>? fields)
    {
        if (fields is null) return Default;
        if (fields.Count == 0) throw Refusal.Invalid("fields", "Name at least one field, or leave this out.");
        if (fields.FirstOrDefault(field => !Known.Contains(field) && !IsKeyed(field)) is { } unknown)
            throw Refusal.Invalid("fields", $"There is no field \"{unknown}\".{Nearest.Hint(unknown, Known)} There are {string.Join(", ", Known)}, trait.<key> and custom.<key>.");
        return [.. fields.Distinct()];
    }

    public static Contact Of(ContactView contact, ImmutableArray<string> fields)
    {
        var sent = new Contact { Traits = Traits(contact, fields) };
        return fields.Aggregate(sent, (made, field) => field switch
        {
            "externalId" => made with { ExternalId = contact.ExternalId },
            "email" => made with { Emails = [.. contact.Emails.Select(email => email.Value)] },
            "phone" => made with { Phones = [.. contact.Phones.Select(phone => phone.Value)] },
            "firstName" => made with { FirstName = contact.FirstName },
            "lastName" => made with { LastName = contact.LastName },
            "company" => made with { Company = contact.Company },
            "birthday" => made with { Birthday = DateOnly.TryParseExact(contact.Birthday, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null },
            "address" => made with
            {
                Street = contact.Address?.Street, City = contact.Address?.City, Region = contact.Address?.Region,
                PostalCode = contact.Address?.PostalCode, Country = contact.Address?.Country,
            },
            "subscribed" => made with { Subscribed = contact.Subscribed },
            "tags" => made with { Tags = contact.Tags },
            _ => made,
        });
    }

    private static bool IsKeyed(string field) =>
        field.Split('.', 2) is ["trait" or "custom", { Length: > 0 }];

    /// <summary>Traits by their own name, custom fields as <c>custom.</c> and theirs.</summary>
    private static Dictionary<string, TraitValue> Traits(ContactView contact, ImmutableArray<string> fields)
    {
        var traits = new Dictionary<string, TraitValue>();
        foreach (var field in fields.Where(IsKeyed))
        {
            var (kind, key) = (field.Split('.', 2)[0], field.Split('.', 2)[1]);
            if ((kind == "trait" ? contact.Traits : contact.CustomFields).TryGetValue(key, out var json) && ValueOf(json) is { } value)
                traits[kind == "trait" ? key : field] = value;
        }
        return traits;
    }

    private static TraitValue? ValueOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.String => json.GetString()!,
        JsonValueKind.Number when json.TryGetDecimal(out var number) => number,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Array when json.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
            json.EnumerateArray().Select(item => item.GetString()!).ToArray(),
        _ => json.GetRawText(),
    };
}
