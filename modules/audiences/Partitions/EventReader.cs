using System.Text.Json;
using Audiences.Rules;
using Contracts;

namespace Audiences.Partitions;

/// <summary>Makes of a message what rules read of it.</summary>
internal static class EventReader
{
    public static bool IsEvent(StepKind kind) => kind is StepKind.Track or StepKind.Page or StepKind.Screen;

    public static EventFact? Read(ContactStep step, ulong id)
    {
        if (!IsEvent(step.Kind))
            return null;
        using var document = JsonDocument.Parse(step.Payload);
        var properties = PropertiesIn(document.RootElement) is { ValueKind: JsonValueKind.Object } found ? found.Clone() : default;
        return new EventFact(step.Name ?? "", step.Kind, step.At, id, properties, step.Active, AgentReader.Of(document.RootElement));
    }

    /// <summary>An object, or something else when there are none.</summary>
    public static JsonElement PropertiesIn(JsonElement payload) => payload.TryGetProperty("properties", out var found) ? found : default;
}
