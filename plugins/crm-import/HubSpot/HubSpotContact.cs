using System.Globalization;
using System.Text.Json;
using Audiences.Sdk;

namespace Plugins.CrmImport.HubSpot;

/// <summary>HubSpot's properties as a contact.</summary>
internal static class HubSpotContact
{
    /// <summary>Asked for, besides what the admin adds.</summary>
    public static readonly IReadOnlyList<string> Properties =
    [
        "email", "hs_additional_emails", "firstname", "lastname", "phone", "mobilephone", "company", "date_of_birth", "address", "city", "state", "zip", "country",
        "hs_email_optout", "lifecyclestage", "jobtitle", "lastmodifieddate",
    ];

    private static readonly string[] Traits = ["lifecyclestage", "jobtitle"];

    public static Contact Of(JsonElement item, IReadOnlyList<string> more)
    {
        var properties = item.GetProperty("properties");
        string? Text(string name) =>
            properties.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString()!.Trim() is { Length: > 0 } text ? text : null;
        return new()
        {
            ExternalId = item.GetProperty("id").GetString(),
            Emails = [.. new[] { Text("email") }.Concat(Text("hs_additional_emails")?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? []).OfType<string>().Distinct()],
            Phones = [.. new[] { Text("mobilephone"), Text("phone") }.OfType<string>().Distinct()],
            FirstName = Text("firstname"),
            LastName = Text("lastname"),
            Company = Text("company"),
            Birthday = DateOnly.TryParseExact(Text("date_of_birth"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var birthday) ? birthday : null,
            Street = Text("address"),
            City = Text("city"),
            Region = Text("state"),
            PostalCode = Text("zip"),
            Country = Text("country"),
            // That somebody has not opted out does not say that he was asked.
            Subscribed = Text("hs_email_optout") is "true" ? false : null,
            Traits = Traits.Concat(more).Select(name => (name, Value: Text(name))).Where(each => each.Value is not null).ToDictionary(each => each.name, each => (TraitValue)each.Value!),
        };
    }
}
