using System.Text.Json;
using Audiences.Rules;
using Contracts;

namespace Audiences.Partitions;

/// <summary>Makes of a message what rules read of it.</summary>
internal static class EventReader
{
    public static bool IsEvent(StepKind kind) => kind is StepKind.Track or StepKind.Page or StepKind.Screen;

    public static EventFact? Read(ContactStep step, ulong id) =>
        IsEvent(step.Kind) ? Read(step.Kind, step.Name, step.At, id, step.Payload, step.Active) : null;

    public static EventFact? Read(StoredMessage message, ulong id) =>
        IsEvent(message.Kind) ? Read(message.Kind, message.Name, message.At, id, message.Payload, message.Active) : null;

    private static EventFact Read(StepKind kind, string? name, Instant at, ulong id, string payload, bool active)
    {
        using var document = JsonDocument.Parse(payload);
        var properties = document.RootElement.TryGetProperty("properties", out var found) && found.ValueKind == JsonValueKind.Object
            ? found.Clone()
            : default;
        return new EventFact(name ?? "", kind, at, id, properties, active, AgentReader.Of(document.RootElement));
    }
}
