using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Contracts;
using Microsoft.AspNetCore.Http.Json;

namespace Host.Api.Http;

/// <summary>How answers are written: camelCase, nulls shown, instants as RFC 3339 with milliseconds, enums as camelCase words.</summary>
internal static class Json
{
    public static readonly JsonSerializerOptions Options = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        // Answers are application/json and never pasted into HTML, so letters of all languages may stand as they are.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        // Audiences in audiences are explained one inside the other; the writer itself takes no more.
        options.MaxDepth = 1000;
        options.Converters.Add(new InstantConverter());
        options.Converters.Add(new IdConverter());
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        return options;
    }

    public static void Configure(JsonOptions options) => Configure(options.SerializerOptions);

    /// <summary>An answer with a body, e.g. <c>Json.Answer(contact, 201, version: contact.Version)</c>.</summary>
    /// <param name="version">Sent as <c>ETag</c>.</param>
    public static IResult Answer<T>(T value, int status = 200, long? version = null) =>
        version is { } known ? new Tagged<T>(value, status, known) : Results.Json(value, Options, statusCode: status);

    private sealed class Tagged<T>(T value, int status, long version) : IResult
    {
        public Task ExecuteAsync(HttpContext http)
        {
            http.SetETag(version);
            return Results.Json(value, Options, statusCode: status).ExecuteAsync(http);
        }
    }

    /// <summary>Ids are 32 hexadecimal digits everywhere.</summary>
    private sealed class IdConverter : JsonConverter<Guid>
    {
        public override Guid Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => Guid.Parse(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, Guid value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString("N"));
    }

    private sealed class InstantConverter : JsonConverter<Instant>
    {
        public override Instant Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            Instant.From(DateTimeOffset.Parse(reader.GetString()!, CultureInfo.InvariantCulture));

        public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
