using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Contracts;

namespace Contacts;

/// <summary>
/// Whether <c>customFields</c> of a body fit their fields. A key that nobody defined takes anything: fields come and go, and what
/// contacts have of them stays.
/// </summary>
internal static partial class CustomValues
{
    // More digits than rules compare exactly.
    private const int MostDigits = 28;

    /// <summary>JSON path → messages; empty when all fit. The body has been checked by <see cref="ContactBody"/>.</summary>
    public static IReadOnlyDictionary<string, string[]> Faults(JsonElement body, ImmutableArray<CustomField> fields)
    {
        var faults = new Dictionary<string, string[]>();
        if (!IsAsked(body)) return faults;
        foreach (var value in body.GetProperty("customFields").EnumerateObject())
            if (fields.FirstOrDefault(field => field.Key == value.Name) is { } field && Fault(field, value.Value) is { } fault)
                faults[$"customFields.{value.Name}"] = [fault];
        return faults;
    }

    public static bool IsAsked(JsonElement body) => body.TryGetProperty("customFields", out var values) && values.ValueKind == JsonValueKind.Object;

    private static string? Fault(CustomField field, JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : field.Kind switch
    {
        CustomFieldKind.Text => IsText(value, ContactBody.LongestText) ? null : $"must be text of at most {ContactBody.LongestText} characters",
        CustomFieldKind.PickOne => IsOption(field, value) ? null : $"must be one of {Options(field)}",
        CustomFieldKind.PickMany => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => IsOption(field, item))
            ? null : $"must be a list of {Options(field)}",
        CustomFieldKind.Date => IsDate(value) ? null : "must be a date as 2026-01-31, or an RFC 3339 time",
        CustomFieldKind.WholeNumber => Number(value) is { } number && Whole().IsMatch(number) ? null : $"must be a whole number of at most {MostDigits} digits",
        _ => Number(value) is not null ? null : $"must be a number of at most {MostDigits} digits",
    };

    private static bool IsText(JsonElement value, int longest) => value.ValueKind == JsonValueKind.String && value.GetString()!.Length <= longest;

    private static bool IsOption(CustomField field, JsonElement value) => value.ValueKind == JsonValueKind.String
        && field.Options.Any(option => string.Equals(option.Key, value.GetString(), StringComparison.OrdinalIgnoreCase));

    private static string Options(CustomField field)
    {
        const int shown = 10;
        var keys = string.Join(", ", field.Options.Take(shown).Select(option => $"\"{option.Key}\""));
        return field.Options.Length > shown ? $"{keys} and {field.Options.Length - shown} more" : keys;
    }

    private static bool IsDate(JsonElement value) => value.ValueKind == JsonValueKind.String && value.GetString() is { } text
        && (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day.Year >= EventTime.EarliestYear
            : EventTime.Read(text) is not null);

    /// <summary>A number, or text that is one, as files and forms send it: rules read both alike.</summary>
    private static string? Number(JsonElement value)
    {
        var text = value.ValueKind switch { JsonValueKind.Number => value.GetRawText(), JsonValueKind.String => value.GetString()!, _ => "" };
        return JsonNumber().IsMatch(text) && text.Count(char.IsAsciiDigit) <= MostDigits ? text : null;
    }

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]{1,2})?$", RegexOptions.CultureInvariant)]
    private static partial Regex JsonNumber();

    [GeneratedRegex(@"^-?[0-9]+(\.0+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();
}
