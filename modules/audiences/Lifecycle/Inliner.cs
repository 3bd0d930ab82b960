using System.Collections.Immutable;
using Audiences.Rules;
using Audiences.Stored;

namespace Audiences.Lifecycle;

/// <summary>Makes definitions self-contained, in the order of their references, and finds circles.</summary>
internal sealed class Inliner
{
    /// <summary>The rule that partitions judge: with the archive default, with references replaced by what they refer to, and with pins.</summary>
    public InlinedRule Inline(string definition, IReadOnlyCollection<AudienceState> all, JudgedAs judged)
    {
        var parsed = Parse(definition).AsJudged(judged.Pins, judged.Team);
        var uses = ImmutableDictionary.CreateBuilder<string, int>();
        var inlined = parsed.Inline(id =>
        {
            // What is gone has nobody in it.
            if (all.FirstOrDefault(audience => audience.Id == id) is not { } other)
                return Parse(Nobody.Rule);
            var build = BuildOf(other);
            uses[id] = build.Number;
            return Parse(build.Rule);
        });
        return new InlinedRule(inlined.ToJson(), uses.ToImmutable());
    }

    /// <summary>The rule of the audience as it stands.</summary>
    public InlinedRule Inline(AudienceState state, IReadOnlyCollection<AudienceState> all) =>
        state.Barred ? Nobody : Inline(state.Versions[^1].Definition, all, JudgedAs.Of(state.Kind, state.Book, state.Id));

    /// <summary>Of an audience whose owner may not use the book.</summary>
    public static readonly InlinedRule Nobody = new(new Definition(new Group(Match.Any, []), []).ToJson(), ImmutableDictionary<string, int>.Empty);

    /// <summary>It is judged by <see cref="Nobody"/> everywhere.</summary>
    public static bool IsEmptied(AudienceState state) => state.Barred && state.Serving?.Rule == Nobody.Rule;

    /// <summary>As written, but for references, which hold what they refer to.</summary>
    public string Resolve(Definition definition, IReadOnlyCollection<AudienceState> all) =>
        definition.Inline(id => Parse(all.FirstOrDefault(audience => audience.Id == id) is { } other ? BuildOf(other).Rule : Nobody.Rule)).ToJson();

    /// <summary>The path of references from <paramref name="definition"/> back to <paramref name="id"/>; null when there is none.</summary>
    public static ImmutableArray<string>? Circle(string id, Definition definition, IReadOnlyCollection<AudienceState> all) =>
        Circle(id, definition, all, []);

    private static ImmutableArray<string>? Circle(string id, Definition definition, IReadOnlyCollection<AudienceState> all, HashSet<string> seen)
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

    private static AudienceBuild BuildOf(AudienceState audience) =>
        audience.Building ?? audience.Serving ?? throw new InvalidOperationException($"Audience {audience.Id} has no build.");
}
