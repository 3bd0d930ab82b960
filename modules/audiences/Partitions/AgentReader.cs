using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Audiences.Rules;

namespace Audiences.Partitions;

/// <summary>Reads what a message was sent from: <c>context.device.type</c>, else <c>context.userAgent</c>.</summary>
internal static class AgentReader
{
    public static Agent Of(JsonElement message) =>
        message.TryGetProperty("context"u8, out var context) && context.ValueKind == JsonValueKind.Object ? In(context) : default;

    /// <param name="context">A JSON object, or nothing.</param>
    public static Agent Of(ReadOnlySpan<byte> context) => MaySay(context) ? In(JsonElement.Parse(context)) : default;

    // Most that are sent by servers say neither, and to read what they say instead takes as long as the rest of the message.
    private static bool MaySay(ReadOnlySpan<byte> context) =>
        context.IndexOf("userAgent"u8) >= 0 || context.IndexOf("device"u8) >= 0 || context.Contains((byte)'\\');

    private static Agent In(JsonElement context)
    {
        var agent = context.TryGetProperty("userAgent"u8, out var sent) ? Characters(sent) : [];
        return Agent.Of(
            Device(context) ?? (agent.IsEmpty ? null : UserAgent.DeviceOf(agent)),
            agent.IsEmpty ? null : UserAgent.BrowserOf(agent));
    }

    private static string? Device(JsonElement context) =>
        context.TryGetProperty("device"u8, out var device) && device.ValueKind == JsonValueKind.Object && Text(device, "type") is { } type
            ? UserAgent.DeviceOf(type, Text(device, "model"))
            : null;

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>Without a copy but where something is escaped, as PHP does with slashes. Empty for blanks and what is no text.</summary>
    private static ReadOnlySpan<byte> Characters(JsonElement text)
    {
        if (text.ValueKind != JsonValueKind.String)
            return [];
        var raw = JsonMarshal.GetRawUtf8Value(text)[1..^1];
        var plain = raw.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(text.GetString()!) : raw;
        return plain.Trim((byte)' ');
    }
}
