using System.Text;
using System.Text.Json;

namespace Contacts;

/// <summary>The message as it is kept: as sent, without its envelope.</summary>
internal static class Payload
{
    private static readonly string[] Dropped = ["type", "messageId", "sentAt", "receivedAt", "writeKey", "_metadata", "integrations"];

    public static string Of(JsonElement message, string type, Sheet sheet)
    {
        var json = sheet.Blank();
        json.WriteStartObject();
        json.WriteString("type", type);
        foreach (var property in message.EnumerateObject())
            if (!IsDropped(property))
                property.WriteTo(json);
        json.WriteEndObject();
        return Encoding.UTF8.GetString(sheet.Written());
    }

    private static bool IsDropped(JsonProperty property)
    {
        foreach (var name in Dropped)
            if (property.NameEquals(name))
                return true;
        return false;
    }
}
