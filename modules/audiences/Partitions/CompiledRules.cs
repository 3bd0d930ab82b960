using Audiences.Rules;
using Audiences.Stored;

namespace Audiences.Partitions;

/// <summary>Definitions compiled once per process, by their canonical text; conditions that stand in several are one.</summary>
internal sealed class CompiledRules
{
    private readonly InUse<(string Rule, string? Me), CompiledRule> _byText = new();
    private readonly SharedConditions _conditions = new();

    /// <summary>In a user's book <c>me</c> is that user, in others nobody.</summary>
    public static string? MeIn(string book) => book.StartsWith("user:", StringComparison.Ordinal) ? book["user:".Length..] : null;

    /// <param name="book">Whose contacts are judged.</param>
    public CompiledRule Of(string rule, string book)
    {
        // Where nobody says "me", the books share one: every user has the same default audiences.
        var me = rule.Contains("\"me\"", StringComparison.Ordinal) ? MeIn(book) : null;
        return _byText.TryFind((rule, me), out var known)
            ? known
            : _byText.Of((rule, me), Rule.Compile(Definition.Stored(rule), me, _conditions));
    }

    /// <summary>Null when the audience is gone or wants another build.</summary>
    public CompiledRule? Of(AudienceState? audience, int build) =>
        audience?.Serving is { } serving && serving.Number == build ? Of(serving.Rule, audience.Book)
        : audience?.Building is { } building && building.Number == build ? Of(building.Rule, audience.Book)
        : null;
}
