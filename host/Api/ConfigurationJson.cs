using System.Text.Json.Serialization;
using Contracts;

namespace Host.Api;

/// <summary>An organisation's configuration as it is sent and shown; what GET answers of one organisation PUT takes for another.</summary>
/// <param name="Others">keep or refuse: what becomes of a stage, segment or step on a contact that is not configured.</param>
/// <param name="Replacing">While contacts and audiences are still given what is there instead: what was taken out.</param>
internal sealed record ConfigurationJson(
    string Others, IReadOnlyList<Term> Stages, IReadOnlyList<SegmentJson> Segments, IReadOnlyList<StepsJson> Steps, IReadOnlyList<Term> Sections,
    IReadOnlyList<CustomFieldJson> Fields, long Version,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ReplacingJson>? Replacing)
{
    public static ConfigurationJson Of(Configuration configuration)
    {
        var organising = configuration.Organising;
        return new(
            organising.RefusesOthers ? "refuse" : "keep", organising.Stages,
            [.. organising.Segments.Select(segment => new SegmentJson(segment.Key, segment.Label, segment.Personal ? "personal" : "business"))],
            [.. organising.Steps.Select(list => new StepsJson(list.Stage, list.Segment, list.Steps))],
            configuration.Sections, [.. configuration.Fields.Select(CustomFieldJson.Of)], configuration.Version,
            organising.Replacing.IsEmpty ? null : [.. organising.Replacing.Select(one => new ReplacingJson(one.Field, one.From, one.To))]);
    }
}

/// <param name="Kind">business or personal; personal ones are kept from teams.</param>
internal sealed record SegmentJson(string Key, string Label, string Kind);

internal sealed record StepsJson(string Stage, string Segment, IReadOnlyList<NextStep> Steps);

internal sealed record ReplacingJson(string Field, string From, string To);

/// <param name="Replacements">What contacts and audiences get in place of what is left out and in use: key → key.</param>
internal sealed record NewConfigurationJson(
    string? Others, IReadOnlyList<Term> Stages, IReadOnlyList<SegmentJson> Segments, IReadOnlyList<StepsJson> Steps, IReadOnlyList<Term> Sections,
    IReadOnlyList<CustomFieldJson> Fields, ReplacementsJson? Replacements);

internal sealed record ReplacementsJson(
    IReadOnlyDictionary<string, string>? Stages, IReadOnlyDictionary<string, string>? Segments, IReadOnlyDictionary<string, string>? Steps);

/// <summary>What would change, with <c>?dryRun=true</c>.</summary>
internal sealed record DryRunJson(IReadOnlyList<ConfigurationChange> Changes);
