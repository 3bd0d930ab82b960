using System.Collections.Concurrent;
using Audiences.Rules;
using Audiences.Stored;

namespace Audiences.Partitions;

/// <summary>Definitions compiled once per process, by their canonical text.</summary>
internal sealed class CompiledRules
{
    // Previews compile a text each; a full table is emptied rather than kept in order: builds hold their own rules.
    private const int Limit = 4_096;

    private readonly ConcurrentDictionary<string, CompiledRule> _byText = new(StringComparer.Ordinal);

    public CompiledRule Of(string rule)
    {
        if (_byText.TryGetValue(rule, out var known))
            return known;
        if (_byText.Count >= Limit)
            _byText.Clear();
        return _byText[rule] = Rule.Compile(Definition.Stored(rule));
    }

    /// <summary>Null when the audience is gone or wants another build.</summary>
    public CompiledRule? Of(AudienceState? audience, int build) =>
        audience?.Serving is { } serving && serving.Number == build ? Of(serving.Rule)
        : audience?.Building is { } building && building.Number == build ? Of(building.Rule)
        : null;
}
