using System.Text.Json;
using Audiences.Rules;
using Contracts;

namespace Audiences.Lifecycle;

/// <summary>Audiences that nobody meets by conditions: who is in was put in, by hand or by an import.</summary>
internal static class StaticAudiences
{
    public const string Kind = "static";

    /// <summary>There is none to write: it is left out, or null, or the empty one that a GET showed.</summary>
    public static Definition ReadDefinition(JsonElement body) =>
        !body.TryGetProperty("definition", out var given) || given.ValueKind == JsonValueKind.Null || IsEmpty(given)
            ? Definition.Nobody
            : throw Refusal.Invalid("definition", $"A static audience has none: leave it out. {HowToPutIn}");

    /// <summary>For who tries a definition out.</summary>
    public static void RefuseTrial(string kind)
    {
        if (kind == Kind) throw Refusal.Invalid("definition", $"A static audience has none that could be tried. {HowToPutIn}");
    }

    private const string HowToPutIn = "People are put in by POST /v1/audiences/{id}/pins, or by POST /v1/contact-imports?audience={id}.";

    private static bool IsEmpty(JsonElement given) =>
        given.ValueKind == JsonValueKind.Object && JsonElement.DeepEquals(given, JsonElement.Parse(Definition.Nobody.ToJson()));
}
