using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Contacts;

/// <summary>The message as it is kept: as sent, without its envelope.</summary>
internal static class Payload
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 256 };

    private static readonly HashSet<string> Dropped = ["type", "messageId", "sentAt", "receivedAt", "writeKey", "_metadata", "integrations"];

    public static string Of(JsonElement message, string type)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Relaxed))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            foreach (var property in message.EnumerateObject())
                if (!Dropped.Contains(property.Name))
                    property.WriteTo(json);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
