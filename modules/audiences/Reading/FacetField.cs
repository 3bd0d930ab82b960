using Audiences.Rules;
using Contracts;

namespace Audiences.Reading;

/// <summary>The field whose values are asked for.</summary>
internal static class FacetField
{
    private static readonly string[] Timeline = ["firstSeen", "lastSeen", "eventCount", "sessionCount", "device", "browser"];

    public static string Require(string? field)
    {
        if (field is null)
            throw Refusal.Invalid("field", "Which field's values? Name one, as definitions do: \"country\", \"trait.plan\", \"custom.size\".");
        if (Field.KindOf(field) is not null)
            return field;
        var roots = Field.Roots.Select(root => $"{root}.<name>");
        throw Refusal.Invalid(
            "field",
            $"`{field}` is no field of contacts.{Nearest.Hint(field, Field.Kinds.Keys)} There are {string.Join(", ", Field.Kinds.Keys.Order(StringComparer.Ordinal))}, {string.Join(", ", roots)}; GET /v1/fields lists those that contacts have.",
            "unknown-field");
    }

    /// <summary>What contacts did is for who has them in a book of his.</summary>
    public static void RefuseTimelineOf(string book, string field)
    {
        if (Books.TeamOf(book) is not null && Timeline.Contains(field))
            throw Refusal.Invalid("field", "A team sees the profiles of the contacts that are shared with it, and not what they did: ask for another field.", "private-timeline");
    }
}
