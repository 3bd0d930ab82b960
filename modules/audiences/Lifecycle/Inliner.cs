using System.Collections.Immutable;
using Audiences.Rules;
using Audiences.Stored;
using Contracts;

namespace Audiences.Lifecycle;

/// <summary>Makes definitions self-contained, in the order of their references, and finds circles.</summary>
internal sealed class Inliner
{
    /// <summary>The rule that partitions judge: with the archive default, with references replaced by what they refer to, and with pins.</summary>
    /// <param name="pins">The audience whose rule it is, if people may be pinned in it.</param>
    public InlinedRule Inline(string definition, IReadOnlyList<AudienceState> all, string? pins)
    {
        var parsed = Parse(definition).AsJudged(pins);
        var uses = ImmutableDictionary.CreateBuilder<string, int>();
        var inlined = parsed.Inline(id =>
        {
            var build = BuildOf(id, all);
            uses[id] = build.Number;
            return Parse(build.Rule);
        });
        return new InlinedRule(inlined.ToJson(), uses.ToImmutable());
    }

    /// <summary>As written, but for references, which hold what they refer to.</summary>
    public string Resolve(Definition definition, IReadOnlyList<AudienceState> all) =>
        definition.Inline(id => Parse(BuildOf(id, all).Rule)).ToJson();

    /// <summary>The path of references from <paramref name="definition"/> back to <paramref name="id"/>; null when there is none.</summary>
    public static ImmutableArray<string>? Circle(string id, Definition definition, IReadOnlyList<AudienceState> all) =>
        Circle(id, definition, all, []);

    private static ImmutableArray<string>? Circle(string id, Definition definition, IReadOnlyList<AudienceState> all, HashSet<string> seen)
    {
        foreach (var reference in definition.References)
        {
            if (reference == id)
                return [reference];
            if (!seen.Add(reference))
                continue;
            var other = all.FirstOrDefault(audience => audience.Id == reference);
            if (other is not null && Circle(id, Parse(other.Versions[^1].Definition), all, seen) is { } rest)
                return rest.Insert(0, reference);
        }
        return null;
    }

    public static Definition Parse(string json) => Definition.Stored(json);

    private static AudienceBuild BuildOf(string id, IReadOnlyList<AudienceState> all)
    {
        var audience = all.FirstOrDefault(audience => audience.Id == id)
            ?? throw Refusal.Invalid("definition", $"There is no audience {id} that you may use.", "unknown-audience");
        return audience.Building ?? audience.Serving
            ?? throw new InvalidOperationException($"Audience {id} has no build.");
    }
}
