using System.Text.Json;
using Audiences.Lifecycle;
using Audiences.Rules;
using Audiences.Stored;
using Contracts;

namespace Audiences.Reading;

/// <summary>The versions of an audience's definition as the API shows them.</summary>
internal static class AudienceVersions
{
    /// <summary>Newest first.</summary>
    public static IReadOnlyList<AudienceVersionView> Of(AudienceState state, AudienceNames audiences) =>
        [.. state.Versions.Select((version, index) => View(version, index == 0 ? null : state.Versions[index - 1], audiences)).Reverse()];

    public static AudienceVersion Find(AudienceState state, int number) =>
        state.Versions.FirstOrDefault(version => version.Number == number)
        ?? throw new Refusal(
            404, "unknown-version", $"The audience has no version {number}; GET /v1/audiences/{state.Id}/versions lists those that it has.");

    private static AudienceVersionView View(AudienceVersion version, AudienceVersion? before, AudienceNames audiences)
    {
        var definition = Inliner.Parse(version.Definition);
        return new AudienceVersionView(
            version.Number, version.At, version.By, Json(version.Definition), Sentence.Of(definition, audiences),
            before is null ? null : View(DefinitionChanges.Between(Inliner.Parse(before.Definition), definition)));
    }

    private static VersionChanges View(DefinitionChanges changes) => new(
        [.. changes.Added.Select(View)], [.. changes.Removed.Select(View)],
        [.. changes.Joins.Select(join => new JoinedOtherwise(join.Path, join.Before, join.After))]);

    private static ConditionAt View(PlacedNode placed) => new(placed.Path, Json(NodeJson.Of(placed.Node)));

    private static JsonElement Json(string text) => JsonElement.Parse(text);
}
