using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Contracts;

namespace Contacts;

/// <summary>
/// Brings stage, segment and step of a checked body to what the organisation has configured: keys in place of labels, and of what is
/// being replaced. Messages never quote the body, because imports keep them.
/// </summary>
internal static class OrganisingFit
{
    private const int Shown = 12;

    private static readonly (string Field, string All)[] Fields =
        [(Organising.Stage, "the organisation's stages"), (Organising.Segment, "the organisation's segments")];

    public static bool IsAsked(JsonElement body) =>
        body.TryGetProperty(Organising.Stage, out _) || body.TryGetProperty(Organising.Segment, out _) || body.TryGetProperty(Organising.Step, out _);

    public static FittedBody Of(JsonElement body, Organising organising)
    {
        var keys = new Dictionary<string, string>();
        var faults = ImmutableSortedDictionary.CreateBuilder<string, string[]>(StringComparer.Ordinal);
        foreach (var (field, all) in Fields)
            if (Text(body, field) is { } text)
            {
                if (organising.KeyOf(field, text) is { } key) keys[field] = key;
                else if (organising.RefusesOthers) faults[field] = [NoneOf(all, text, [.. organising.TermsOf(field)])];
            }
        var step = Text(body, Organising.Step);
        // Which of a pair's steps is meant is found where the pair is known.
        if (step is not null && Organising.Find(organising.TermsOf(Organising.Step), step) is null && organising.Replacement(Organising.Step, step) is { } other)
            keys[Organising.Step] = step = other;
        return new(With(body, keys), KnownSteps.Of(organising, Pair(body, keys, Organising.Stage), Pair(body, keys, Organising.Segment), step), faults.ToImmutable());
    }

    public static string NoneOf(string all, string text, IReadOnlyCollection<Term> known)
    {
        var near = Nearest.To(text, known.SelectMany(term => new[] { term.Key, term.Label }));
        if (near is not null) return $"is none of {all}. Did you mean \"{near}\"?";
        var keys = string.Join(", ", known.Take(Shown).Select(term => $"\"{term.Key}\""));
        return $"is none of {all}: {keys}{(known.Count > Shown ? $" and {known.Count - Shown} more" : "")}";
    }

    private static string? Pair(JsonElement body, Dictionary<string, string> keys, string field) => keys.GetValueOrDefault(field) ?? Text(body, field);

    private static JsonElement With(JsonElement body, Dictionary<string, string> keys)
    {
        if (keys.All(key => body.GetProperty(key.Key).GetString() == key.Value)) return body;
        var changed = JsonObject.Create(body)!;
        foreach (var (field, key) in keys) changed[field] = key;
        return JsonSerializer.SerializeToElement(changed);
    }

    private static string? Text(JsonElement body, string field) =>
        body.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { } text && !string.IsNullOrWhiteSpace(text)
            ? text : null;
}

/// <summary>A body as it is written.</summary>
/// <param name="Faults">JSON path → messages; empty when it can be written.</param>
internal readonly record struct FittedBody(JsonElement Body, KnownSteps? Steps, ImmutableSortedDictionary<string, string[]> Faults);
