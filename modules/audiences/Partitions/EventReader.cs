using System.Buffers;
using System.Runtime.InteropServices;
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

    /// <summary>
    /// Those that are events, with their properties in one document: a start reads very many, and a document each would cost more than the events.
    /// </summary>
    /// <param name="names">Each name once: few stand for very many events.</param>
    public static IEnumerable<(int Slot, EventFact Fact)> Read(
        IReadOnlyCollection<(int Slot, ulong Id, StoredMessage Message)> messages, Dictionary<string, string> names)
    {
        var text = new ArrayBufferWriter<byte>();
        var agents = new List<Agent>();
        text.Write("["u8);
        foreach (var (_, _, message) in messages.Where(item => IsEvent(item.Message.Kind)))
        {
            using var document = JsonDocument.Parse(message.Payload);
            text.Write(agents.Count == 0 ? ""u8 : ","u8);
            text.Write(PropertiesIn(document.RootElement) is { ValueKind: JsonValueKind.Object } found ? JsonMarshal.GetRawUtf8Value(found) : "null"u8);
            agents.Add(AgentReader.Of(document.RootElement));
        }
        text.Write("]"u8);
        using var read = JsonDocument.Parse(text.WrittenMemory, new JsonDocumentOptions { MaxDepth = 128 });
        var properties = read.RootElement.Clone().EnumerateArray().ToArray();
        var next = 0;
        foreach (var (slot, id, message) in messages.Where(item => IsEvent(item.Message.Kind)))
        {
            var own = properties[next].ValueKind == JsonValueKind.Object ? properties[next] : default;
            ref var name = ref CollectionsMarshal.GetValueRefOrAddDefault(names, message.Name ?? "", out _);
            yield return (slot, new EventFact(name ??= message.Name ?? "", message.Kind, message.At, id, own, message.Active, agents[next++]));
        }
    }

    private static JsonElement PropertiesIn(JsonElement payload) => payload.TryGetProperty("properties", out var found) ? found : default;

    private static EventFact Read(StepKind kind, string? name, Instant at, ulong id, string payload, bool active)
    {
        using var document = JsonDocument.Parse(payload);
        var properties = PropertiesIn(document.RootElement) is { ValueKind: JsonValueKind.Object } found ? found.Clone() : default;
        return new EventFact(name ?? "", kind, at, id, properties, active, AgentReader.Of(document.RootElement));
    }
}
