using System.Collections.Immutable;
using Contracts;

namespace Accounts;

/// <summary>Which configurations there may be, and what may become of the one there is.</summary>
internal static class ConfigurationPolicy
{
    private const int LongestKey = 64, LongestLabel = 200, MostSegments = 200, MostSteps = 2_000, MostFields = 500, MostSections = 100, MostDays = 3_650;

    /// <exception cref="Refusal">422, with everything that is wrong by its path; 409 for what has another kind.</exception>
    public static void Check(Configuration wanted, Configuration held)
    {
        var organising = wanted.Organising;
        IEnumerable<(string Path, string Message)> faults =
        [
            .. Names("stages", organising.Stages), .. Stages(organising.Stages),
            .. Names("segments", [.. organising.TermsOf(Organising.Segment)]), .. Segments(organising.Segments),
            .. StepPolicy.Faults(organising, Name, MostDays),
            .. Names("sections", wanted.Sections), .. Fields(wanted),
            .. Sizes(wanted),
        ];
        var errors = faults.GroupBy(fault => fault.Path).ToDictionary(same => same.Key, same => same.Select(fault => fault.Message).ToArray());
        if (errors.Count > 0) throw new Refusal(422, "invalid", $"{errors.First().Key} {errors.First().Value[0]}", errors);
        RefuseOtherKinds(wanted, held);
    }

    /// <summary>Kinds decide what values mean and who may see a contact, so they stay as long as there is a key.</summary>
    private static void RefuseOtherKinds(Configuration wanted, Configuration held)
    {
        foreach (var segment in wanted.Organising.Segments)
            if (held.Organising.Segments.FirstOrDefault(known => known.Key == segment.Key) is { } known && known.Personal != segment.Personal)
                throw new Refusal(409, "kind-fixed", $"The segment \"{segment.Key}\" is {Word(known.Personal)}, and stays so. Take another key for a {Word(segment.Personal)} one.");
        foreach (var field in wanted.Fields)
            if (held.Fields.FirstOrDefault(known => known.Key == field.Key) is { } known && known.Kind != field.Kind)
                throw new Refusal(409, "kind-fixed", $"The field \"{field.Key}\" has the kind {known.Kind.Word()}, and contacts have values of it. Use another key.");
    }

    private static IEnumerable<(string, string)> Names(string path, ImmutableArray<Term> terms)
    {
        var seen = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < terms.Length; i++)
        {
            foreach (var fault in Name($"{path}[{i}]", terms[i])) yield return fault;
            foreach (var name in new[] { terms[i].Key, terms[i].Label }.Distinct(StringComparer.OrdinalIgnoreCase))
                if (!seen.TryAdd(name, i))
                    yield return ($"{path}[{i}]", $"has the key or label \"{name}\", as {path}[{seen[name]}] has");
        }
    }

    private static IEnumerable<(string, string)> Name(string path, Term term)
    {
        if (!IsText(term.Key, LongestKey)) yield return ($"{path}.key", $"has 1 to {LongestKey} characters, no blanks around them and no control characters");
        if (!IsText(term.Label, LongestLabel)) yield return ($"{path}.label", $"has 1 to {LongestLabel} characters, no blanks around them and no control characters");
    }

    private static bool IsText(string text, int longest) =>
        text.Length > 0 && text.Length <= longest && text.Trim() == text && !text.Any(char.IsControl);

    private static IEnumerable<(string, string)> Stages(ImmutableArray<Term> stages)
    {
        var always = Organising.Default.Stages.Select(stage => stage.Key).ToArray();
        foreach (var missing in always.Where(key => stages.All(stage => stage.Key != key)))
            yield return ("stages", $"lacks \"{missing}\": {string.Join(", ", always)} stay, though with any label");
        for (var i = 0; i < stages.Length; i++)
            if (!always.Contains(stages[i].Key) && !ConfigurationForm.Extras.Contains(stages[i].Key))
                yield return ($"stages[{i}].key", $"is none that there may be; beside the five these can be switched on: {string.Join(", ", ConfigurationForm.Extras)}");
    }

    private static IEnumerable<(string, string)> Segments(ImmutableArray<SegmentTerm> segments)
    {
        if (segments.IsEmpty) yield return ("segments", "has at least one segment");
        for (var i = 0; i < segments.Length; i++)
            if (Organising.Default.Segments.FirstOrDefault(known => known.Key == segments[i].Key) is { } known && known.Personal != segments[i].Personal)
                yield return ($"segments[{i}].kind", $"is {Word(known.Personal)} for \"{known.Key}\"");
    }

    private static IEnumerable<(string, string)> Fields(Configuration wanted)
    {
        for (var i = 0; i < wanted.Fields.Length; i++)
        {
            var field = wanted.Fields[i];
            foreach (var (path, message) in CustomFieldPolicy.Faults(field)) yield return ($"fields.{field.Key}.{path}", message);
            if (i > 0 && wanted.Fields[i - 1].Key == field.Key) yield return ($"fields.{field.Key}", "is there twice");
            if (field.Section is { } section && wanted.Sections.All(known => known.Key != section))
                yield return ($"fields.{field.Key}.section", "is none of `sections`, by key");
        }
    }

    private static IEnumerable<(string, string)> Sizes(Configuration wanted)
    {
        if (wanted.Organising.Segments.Length > MostSegments) yield return ("segments", $"has more than {MostSegments}");
        if (wanted.Organising.Steps.Sum(list => list.Steps.Length) > MostSteps) yield return ("steps", $"has more than {MostSteps} steps together");
        if (wanted.Sections.Length > MostSections) yield return ("sections", $"has more than {MostSections}");
        if (wanted.Fields.Length > MostFields) yield return ("fields", $"has more than {MostFields}");
    }

    private static string Word(bool personal) => personal ? "personal" : "business";
}
