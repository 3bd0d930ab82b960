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

    /// <summary>The same of an event as it lies in the log, without making anything of what is not asked for.</summary>
    /// <param name="properties">As they stand; empty when they are no object.</param>
    public static Agent Read(ReadOnlySpan<byte> payload, out ReadOnlySpan<byte> properties)
    {
        properties = [];
        ReadOnlySpan<byte> context = [];
        // An object whose names can all be read: no other message is taken in (Wholesome).
        var reader = new Utf8JsonReader(payload);
        reader.Read();
        for (reader.Read(); reader.TokenType == JsonTokenType.PropertyName; reader.Read())
        {
            // Of two with one name the last is meant.
            if (reader.ValueTextEquals("properties"u8))
                properties = ObjectAt(ref reader, payload);
            else if (reader.ValueTextEquals("context"u8))
                context = ObjectAt(ref reader, payload);
            else
                reader.Skip();
        }
        return AgentReader.Of(context);
    }

    private static ReadOnlySpan<byte> ObjectAt(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> payload)
    {
        reader.Read();
        var from = (int)reader.TokenStartIndex;
        var isObject = reader.TokenType == JsonTokenType.StartObject;
        reader.Skip();
        return isObject ? payload[from..(int)reader.BytesConsumed] : [];
    }

    /// <summary>An object, or something else when there are none.</summary>
    private static JsonElement PropertiesIn(JsonElement payload) => payload.TryGetProperty("properties", out var found) ? found : default;
}
