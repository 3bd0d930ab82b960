using System.Net.Mail;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Audiences.Sdk;

namespace Host.Plugins.Calling;

/// <summary>The SDK's records as JSON, also those that only their factories make.</summary>
internal static class Wire
{
    /// <summary>Of a call or an answer, in bytes: a thousand contacts of 16 KB.</summary>
    public const int Longest = 16 << 20;

    public static readonly JsonSerializerOptions Options = Make();

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        options.Converters.Add(new As<TraitValue, TraitForm>(TraitForm.Of, form => form.Back()));
        options.Converters.Add(new As<ApplyResult, ApplyForm>(
            result => new(result.Receipt, result.PollAfter, result.Rejected),
            form => form.Receipt is null ? ApplyResult.Applied(form.Rejected) : ApplyResult.Pending(form.Receipt, form.PollAfter)));
        options.Converters.Add(new As<SendResult, SendForm>(
            result => new(result.ProviderId, result.Refusal, result.Suppress),
            form => form.Refusal is null ? SendResult.Accepted(form.ProviderId) : SendResult.Refused(form.Refusal, form.Suppress)));
        options.Converters.Add(new As<MailAddress, MailForm>(address => new(address.Address, address.DisplayName), form => new(form.Address, form.Name)));
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        return options;
    }

    private sealed record ApplyForm(string? Receipt, TimeSpan PollAfter, IReadOnlyList<RejectedMember> Rejected);

    private sealed record SendForm(string? ProviderId, string? Refusal, bool Suppress);

    private sealed record MailForm(string Address, string? Name);

    private sealed record TraitForm(string? Text, decimal? Number, bool? Boolean, DateTimeOffset? Instant, string[]? List)
    {
        public static TraitForm Of(TraitValue value) =>
            new(value.Text, value.Number, value.Boolean, value.Instant, value.List is null ? null : [.. value.List]);

        public TraitValue Back() =>
            Number is { } number ? number
            : Boolean is { } boolean ? boolean
            : Instant is { } instant ? instant
            : List is not null ? List
            : Text ?? throw new JsonException("A trait has no value.");
    }

    private sealed class As<T, TForm>(Func<T, TForm> toForm, Func<TForm, T> back) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            back(JsonSerializer.Deserialize<TForm>(ref reader, options)!);

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, toForm(value), options);
    }
}
