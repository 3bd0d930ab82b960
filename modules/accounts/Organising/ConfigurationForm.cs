using System.Collections.Immutable;
using Contracts;

namespace Accounts;

/// <summary>
/// One way to write each configuration: keys as they are spelled already, and keys where labels were given. What it cannot bring into form
/// <see cref="ConfigurationPolicy"/> refuses.
/// </summary>
internal static class ConfigurationForm
{
    public static readonly string[] Extras = ["Warm", "Hot", "In Contract", "Closed"];

    public static Configuration Of(Configuration given, Configuration held)
    {
        var (stages, segments) = (Stages(given.Organising), Segments(given.Organising, held.Organising));
        var organising = given.Organising with { Stages = stages, Segments = segments, Replacing = [] };
        return new(
            organising with { Steps = Steps(organising, held.Organising) },
            [.. given.Sections.Select(section => section with { Key = Spelled(section.Key, held.Sections.Select(known => known.Key)) })],
            [.. given.Fields.Select(field => Field(field, organising, given.Sections)).OrderBy(field => field.Key, StringComparer.Ordinal)]);
    }

    private static ImmutableArray<Term> Stages(Organising given) =>
        [.. given.Stages.Select(stage => stage with { Key = Spelled(stage.Key, Organising.Default.Stages.Select(known => known.Key).Concat(Extras)) })];

    private static ImmutableArray<SegmentTerm> Segments(Organising given, Organising held) =>
        [.. given.Segments.Select(segment => segment with { Key = Spelled(segment.Key, Organising.Default.Segments.Concat(held.Segments).Select(known => known.Key)) })];

    private static ImmutableArray<StepList> Steps(Organising given, Organising held)
    {
        string[] known = [.. held.TermsOf(Organising.Step).Select(step => step.Key)];
        return
        [
            .. from list in given.Steps
               where !list.Steps.IsEmpty
               select new StepList(
                   given.KeyOf(Organising.Stage, list.Stage) ?? list.Stage, given.KeyOf(Organising.Segment, list.Segment) ?? list.Segment,
                   [.. list.Steps.Select(step => step with { Key = Spelled(step.Key, known) })]),
        ];
    }

    private static CustomField Field(CustomField field, Organising organising, ImmutableArray<Term> sections) => field with
    {
        Segments = [.. field.Segments.Select(segment => organising.KeyOf(Organising.Segment, segment) ?? segment)],
        Stages = [.. field.Stages.Select(stage => organising.KeyOf(Organising.Stage, stage) ?? stage)],
        Section = field.Section is { } section ? Spelled(section, sections.Select(known => known.Key)) : null,
    };

    private static string Spelled(string key, IEnumerable<string> known) =>
        known.FirstOrDefault(other => string.Equals(other, key, StringComparison.OrdinalIgnoreCase)) ?? key;
}
