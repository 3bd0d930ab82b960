using Contracts;

namespace Accounts;

/// <summary>Which next steps there may be.</summary>
internal static class StepPolicy
{
    private const int LongestTemplate = 200;

    /// <param name="name">What is wrong with a key and a label at a path.</param>
    public static IEnumerable<(string Path, string Message)> Faults(
        Organising organising, Func<string, Term, IEnumerable<(string, string)>> name, int mostDays)
    {
        var pairs = new HashSet<(string, string)>();
        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < organising.Steps.Length; i++)
        {
            var (list, at) = (organising.Steps[i], $"steps[{i}]");
            if (organising.Stages.All(stage => stage.Key != list.Stage)) yield return ($"{at}.stage", "is none of `stages`");
            if (organising.Segments.All(segment => segment.Key != list.Segment)) yield return ($"{at}.segment", "is none of `segments`");
            if (!pairs.Add((list.Stage, list.Segment))) yield return (at, "is for a stage and segment that another one is for");
            for (var j = 0; j < list.Steps.Length; j++)
                foreach (var fault in Faults(list.Steps[j], $"{at}.steps[{j}]", name, names, mostDays)) yield return fault;
            if (list.Steps.DistinctBy(step => step.Key, StringComparer.OrdinalIgnoreCase).Count() < list.Steps.Length)
                yield return ($"{at}.steps", "has a key twice");
        }
    }

    private static IEnumerable<(string, string)> Faults(
        NextStep step, string at, Func<string, Term, IEnumerable<(string, string)>> name, Dictionary<string, string> names, int mostDays)
    {
        foreach (var fault in name(at, new(step.Key, step.Label))) yield return fault;
        if (step.ReminderDays is < 1 || step.ReminderDays > mostDays) yield return ($"{at}.reminderDays", $"is 1 to {mostDays}");
        if (step.Template is { } template && (string.IsNullOrWhiteSpace(template) || template.Length > LongestTemplate))
            yield return ($"{at}.template", $"has 1 to {LongestTemplate} characters");
        // Definitions name a step without its pair: a name has to mean one step everywhere.
        foreach (var said in new[] { step.Key, step.Label })
            if (!names.TryAdd(said, step.Key) && !string.Equals(names[said], step.Key, StringComparison.OrdinalIgnoreCase))
                yield return (at, $"has the key or label \"{said}\", which is the step \"{names[said]}\" elsewhere");
    }
}
