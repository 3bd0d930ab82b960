using System.Text.Json;
using System.Text.Json.Serialization;
using Audiences.Sdk;

namespace Sharing;

/// <summary>How batches are kept until they are acknowledged.</summary>
internal static class BatchJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new TraitJson() },
    };

    /// <summary>A trait as its own JSON; an instant as an object, or it would come back as text.</summary>
    private sealed class TraitJson : JsonConverter<TraitValue>
    {
        public override TraitValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var json = JsonElement.ParseValue(ref reader);
            return json.ValueKind switch
            {
                JsonValueKind.String => json.GetString()!,
                JsonValueKind.Number => json.GetDecimal(),
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                JsonValueKind.Array => json.EnumerateArray().Select(item => item.GetString()!).ToArray(),
                _ => json.GetProperty("at").GetDateTimeOffset(),
            };
        }

        public override void Write(Utf8JsonWriter writer, TraitValue value, JsonSerializerOptions options)
        {
            object kept = value.Text ?? value.Number ?? value.Boolean ?? (object?)value.List ?? new { at = value.Instant };
            JsonSerializer.Serialize(writer, kept, kept.GetType(), JsonSerializerOptions.Web);
        }
    }
}
