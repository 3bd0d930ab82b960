using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Audiences.Sdk;
using Audiences.Stored;
using Contracts;
using Host.Plugins.Calling;
using Host.Storage.Contacts;
using Sharing.Stored;

namespace Host.Storage;

/// <summary>How profiles and states are written to columns. Members may be added; their names must stay.</summary>
internal static class StoredJson
{
    // By reflection: generated code fills init members that are absent with nothing instead of leaving them their defaults, and a
    // row that an older program wrote lacks members.
    public static readonly JsonSerializerOptions Plain = new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // Not for a web page, so nothing but what JSON itself asks for is escaped.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new InstantNumber(), new OrdinalDictionary<ProfileValue>(), new OrdinalDictionary<Stamp>(), new OrdinalDictionary<Consent>() },
    };

    public static string Write(Profile profile) => ProfileWriter.Write(profile);
    public static Profile ReadProfile(ReadOnlySpan<byte> json) => ProfileReader.Read(json);
    public static string Write(AudienceState state) => JsonSerializer.Serialize(state, Plain);
    public static string Write(CustomField field) => JsonSerializer.Serialize(field, Plain);
    public static CustomField ReadField(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<CustomField>(json, Plain)!;
    public static string Write(Configuration configuration) => JsonSerializer.Serialize(configuration, Plain);
    public static Configuration ReadConfiguration(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<Configuration>(json, Plain)!;
    public static string Write(ImmutableArray<string> texts) => JsonSerializer.Serialize(texts, Plain);
    public static ImmutableArray<string> ReadTexts(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<ImmutableArray<string>>(json, Plain);
    public static string Write(ConnectionHealthView health) => JsonSerializer.Serialize(health, Plain);
    public static ConnectionHealthView ReadHealth(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<ConnectionHealthView>(json, Plain)!;
    public static string Write(StoredManaged set) => JsonSerializer.Serialize(set, Plain);
    public static StoredManaged ReadManaged(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<StoredManaged>(json, Plain)!;
    public static string Write(SyncState state) => JsonSerializer.Serialize(state, Plain);
    public static SyncState ReadSync(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<SyncState>(json, Plain)!;
    public static string Write(SyncRunView run) => JsonSerializer.Serialize(run, Plain);
    public static SyncRunView ReadRun(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<SyncRunView>(json, Plain)!;
    public static string Write(ShareState state) => JsonSerializer.Serialize(state, Plain);
    public static ShareState ReadShare(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<ShareState>(json, Plain)!;
    public static string Write(RecipientState state) => JsonSerializer.Serialize(state, Plain);
    public static RecipientState ReadRecipient(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<RecipientState>(json, Plain)!;
    // As connectors in processes of their own are told it: an instant comes back as one, and not as text.
    public static string Write(MemberBatch batch) => JsonSerializer.Serialize(batch, Wire.Options);
    public static MemberBatch ReadBatch(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<MemberBatch>(json, Wire.Options)!;
    public static AudienceState ReadAudience(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<AudienceState>(json, Plain)!;
}

/// <summary>An instant as its number of milliseconds.</summary>
internal sealed class InstantNumber : JsonConverter<Instant>
{
    public override Instant Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => new(reader.GetInt64());
    public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Ms);
}

/// <summary>Keeps the order of keys ordinal, as <see cref="Profile"/> makes it; the serializer's own would compare by culture.</summary>
internal sealed class OrdinalDictionary<T> : JsonConverter<ImmutableSortedDictionary<string, T>>
{
    public override ImmutableSortedDictionary<string, T> Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        var values = ImmutableSortedDictionary.CreateBuilder<string, T>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            values[key] = JsonSerializer.Deserialize<T>(ref reader, options)!;
        }
        return values.ToImmutable();
    }

    public override void Write(Utf8JsonWriter writer, ImmutableSortedDictionary<string, T> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (key, item) in value)
        {
            writer.WritePropertyName(key);
            JsonSerializer.Serialize(writer, item, options);
        }
        writer.WriteEndObject();
    }
}
