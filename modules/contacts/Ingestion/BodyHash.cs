using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;

namespace Contacts;

/// <summary>
/// Tells a repeated message from another one under the same id: type, ids, event, traits, properties and the message's own
/// time, with object keys sorted. The envelope is left out, because a retry has a new one.
/// </summary>
internal static class BodyHash
{
    private static readonly string[] Compared = ["anonymousId", "event", "groupId", "name", "previousId", "properties", "userId"];

    public static long Of(JsonElement message, string type, Sheet sheet)
    {
        var json = sheet.Blank();
        json.WriteStartArray();
        json.WriteStringValue(type);
        foreach (var name in Compared) Write(json, message.TryGetProperty(name, out var value) ? value : default);
        foreach (var (name, value) in Traits.Of(message, type == "identify").OrderBy(trait => trait.Key, StringComparer.Ordinal))
        {
            json.WriteStringValue(name);
            Write(json, value);
        }
        WriteTime(json, message);
        json.WriteEndArray();
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(sheet.Written(), hash);
        return BinaryPrimitives.ReadInt64BigEndian(hash);
    }

    private static void WriteTime(Utf8JsonWriter json, JsonElement message)
    {
        if (!message.TryGetProperty("timestamp", out var time) || time.ValueKind == JsonValueKind.Null)
            message.TryGetProperty("originalTimestamp", out time);
        Write(json, time);
    }

    private static void Write(Utf8JsonWriter json, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Undefined:
                json.WriteNullValue();
                break;
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var property in value.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal))
                {
                    json.WritePropertyName(property.Name);
                    Write(json, property.Value);
                }
                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray()) Write(json, item);
                json.WriteEndArray();
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }
}
