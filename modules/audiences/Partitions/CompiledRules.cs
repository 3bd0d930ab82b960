using System.Collections.Concurrent;
using Audiences.Rules;
using Audiences.Stored;

namespace Audiences.Partitions;

/// <summary>Definitions compiled once per process, by their canonical text.</summary>
internal sealed class CompiledRules
{
    // Previews compile a text each; a full table is emptied rather than kept in order: builds hold their own rules.
    private const int Limit = 4_096;

    private readonly ConcurrentDictionary<(string Rule, string? Me), CompiledRule> _byText = [];

    /// <summary>In a user's book <c>me</c> is that user, in others nobody.</summary>
    public static string? MeIn(string book) => book.StartsWith("user:", StringComparison.Ordinal) ? book["user:".Length..] : null;

    /// <param name="book">Whose contacts are judged.</param>
    public CompiledRule Of(string rule, string book)
    {
        var me = MeIn(book);
        if (_byText.TryGetValue((rule, me), out var known))
            return known;
        if (_byText.Count >= Limit)
            _byText.Clear();
        return _byText[(rule, me)] = Rule.Compile(Definition.Stored(rule), me);
    }

    /// <summary>Null when the audience is gone or wants another build.</summary>
    public CompiledRule? Of(AudienceState? audience, int build) =>
        audience?.Serving is { } serving && serving.Number == build ? Of(serving.Rule, audience.Book)
        : audience?.Building is { } building && building.Number == build ? Of(building.Rule, audience.Book)
        : null;
}
