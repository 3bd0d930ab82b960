using System.Collections.Immutable;
using System.Text.Json;
using Contracts;

namespace Accounts;

/// <summary>What makes one configuration of another.</summary>
internal static class ConfigurationDiff
{
    private sealed record Part(string What, string Key, string Label, string Rest, string? Stage = null, string? Segment = null);

    public static ImmutableArray<ConfigurationChange> Between(Configuration before, Configuration after)
    {
        Dictionary<(string, string, string?, string?), Part> held = Parts(before).ToDictionary(Name), wanted = Parts(after).ToDictionary(Name);
        return
        [
            .. wanted.Values.Where(part => !held.ContainsKey(Name(part))).Select(part => Change(part, "added")),
            .. from part in wanted.Values
               let was = held.GetValueOrDefault(Name(part))
               where was is not null && was != part
               select Change(part, was.Label == part.Label ? "changed" : "renamed") with { Was = was.Label == part.Label ? null : was.Label },
            .. held.Values.Where(part => !wanted.ContainsKey(Name(part))).Select(part => Change(part, "removed")),
        ];
    }

    /// <summary>By how contacts and definitions name it; null for what they do not.</summary>
    public static TakenOut? Taken(ConfigurationChange change) => change.What switch
    {
        Organising.Stage or Organising.Segment or Organising.Step => new(change.What, change.Key, change.Stage, change.Segment),
        "field" => new($"custom.{change.Key}", ""),
        _ => null,
    };

    public static bool AreSame(Configuration one, Configuration other) => Text(one) == Text(other);

    private static string Text(Configuration configuration) => JsonSerializer.Serialize(configuration with { Version = 0 });

    private static IEnumerable<Part> Parts(Configuration of) =>
    [
        new("others", "others", of.Organising.RefusesOthers ? "refuse" : "keep", ""),
        .. of.Organising.Stages.Select(stage => new Part(Organising.Stage, stage.Key, stage.Label, "")),
        .. of.Organising.Segments.Select(segment => new Part(Organising.Segment, segment.Key, segment.Label, "")),
        .. from list in of.Organising.Steps
           from step in list.Steps
           select new Part(Organising.Step, step.Key, step.Label, $"{step.ReminderDays} {step.Template}", list.Stage, list.Segment),
        .. of.Sections.Select(section => new Part("section", section.Key, section.Label, "")),
        .. of.Fields.Select(field => new Part("field", field.Key, field.Label, JsonSerializer.Serialize(field))),
    ];

    private static (string, string, string?, string?) Name(Part part) => (part.What, part.Key, part.Stage, part.Segment);

    private static ConfigurationChange Change(Part part, string change) => new(part.What, part.Key, part.Stage, part.Segment, change, part.Label);
}
