using System.Text.Json;
using Audiences.Rules;
using Contracts;

namespace Benchmarks;

/// <summary>Five audiences that a purchase concerns, and any number of others.</summary>
internal static class CatalogueAudiences
{
    /// <returns>Canonical JSON.</returns>
    /// <param name="sameEvent">Half of all ask for a purchase of something that nobody buys.</param>
    public static string Definition(int number, int size, bool sameEvent)
    {
        object[] conditions = number < 5 ? [Concerned(number)]
            : sameEvent && number >= size / 2 ? [AnotherSku(number)]
            : [Unrelated(number)];
        return DefinitionParser.Parse(JsonSerializer.SerializeToElement(new { match = "all", conditions }), AudienceLimits.Default).ToJson();
    }

    private static object Concerned(int number) => number switch
    {
        0 => new { field = "event.purchase", op = "performed", within = "30d" },
        1 => new { field = "event.purchase", op = "performed", atLeast = 3, within = "7d" },
        2 => new { field = "event.purchase", op = "performed", within = "30d", where = Where("amount", "greaterThan", 100) },
        3 => new { field = "event.purchase", op = "performed", within = "14d", where = Where("category", "equals", "shoes") },
        _ => new { field = "lastSeen", op = "within", value = "7d" },
    };

    private static object AnotherSku(int number) => (number % 3) switch
    {
        0 => new { field = "event.purchase", op = "performed", within = "30d", where = Where("sku", "equals", $"s-{number}") },
        1 => new { field = "event.purchase", op = "notPerformed", within = $"{number % 90 + 1}d", where = Where("sku", "in", new[] { $"s-{number}", $"t-{number}" }), not = true },
        _ => new
        {
            field = "event.purchase", op = "performed", atLeast = 2,
            where = new[] { Where("currency", "equals", "EUR")[0], Where("sku", "equals", $"s-{number}")[0] },
        },
    };

    private static object Unrelated(int number) => (number % 20) switch
    {
        < 8 => new { field = $"event.other-{number}", op = "performed", within = "30d" },
        < 12 => new { field = $"page./place/{number}", op = "performed", atLeast = 2 },
        < 19 => new { field = $"trait.t{number % 50}", op = "equals", value = $"v{number}" },
        // Of these everybody is a member.
        _ => new { field = $"event.rare-{number}", op = "notPerformed", within = "90d" },
    };

    private static object[] Where(string property, string op, object value) => [new { property, op, value }];
}
