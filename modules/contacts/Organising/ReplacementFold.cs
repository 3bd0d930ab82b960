using System.Collections.Immutable;
using System.Text.Json;
using Contracts;

namespace Contacts;

/// <summary>
/// Puts in place of what an organisation took out what it wants there instead. Nobody wrote to the contact: whoever put it there, and
/// since when it stands, stays, so that <c>hasBeen</c> and <c>organized</c> say what they said.
/// </summary>
internal static class ReplacementFold
{
    public static string Text(ImmutableArray<Replacement> replacing) => JsonSerializer.Serialize(replacing);

    public static bool Concerns(Profile profile, Organising organising) =>
        StepsOf(organising) is var steps && !ReferenceEquals(profile, steps.Keep(Apply(profile, organising.Replacing, steps)));

    public static KnownSteps StepsOf(Organising organising) => KnownSteps.Of(organising, null, null, null);

    public static Profile Apply(Profile profile, ContactEdit edit) =>
        Apply(profile, JsonSerializer.Deserialize<ImmutableArray<Replacement>>(edit.Text), edit.Steps!);

    private static Profile Apply(Profile before, ImmutableArray<Replacement> replacing, KnownSteps steps)
    {
        var after = Replaced(Replaced(before, replacing, Organising.Stage), replacing, Organising.Segment);
        if (after.Text(Organising.Step) is not { } step || steps.KeyOf(after.Text(Organising.Stage), after.Text(Organising.Segment), step) is not null) return after;
        var replaced = Replaced(after, replacing, Organising.Step);
        // As if somebody had moved the contact there: a step goes with its stage and segment.
        return ReferenceEquals(replaced, after) && !ReferenceEquals(after, before)
            ? after with { Values = after.Values.SetItem(Organising.Step, after.Values[Organising.Step] with { Json = ProfileValues.Tombstone }) }
            : replaced;
    }

    private static Profile Replaced(Profile profile, ImmutableArray<Replacement> replacing, string field)
    {
        if (!profile.Values.TryGetValue(field, out var held)) return profile;
        var keys = replacing.Where(replacement => replacement.Field == field)
            .ToDictionary(replacement => replacement.From, replacement => ProfileValues.Json(replacement.To), StringComparer.OrdinalIgnoreCase);
        if (Of(held.Json) is not { } now || now == held.Json) return profile;
        var earlier = held.Earlier?.Select(write => write with { Json = write.Json is { } json ? Of(json) ?? json : null }).ToImmutableArray();
        return profile with { Values = profile.Values.SetItem(field, held with { Json = now, Earlier = earlier }) };

        string? Of(string json) => json is ['"', ..] ? keys.GetValueOrDefault(JsonSerializer.Deserialize<string>(json)!.Trim()) : null;
    }
}
