using System.Text.Json;
using System.Text.Json.Serialization;

namespace Contacts;

/// <summary>A line of the file that a pull becomes: a contact, what is wrong with one, who is gone there, or that this is the end.</summary>
/// <param name="Body">As <c>POST /v1/contacts</c> takes it, checked.</param>
/// <param name="Fault">Why a contact cannot be taken.</param>
/// <param name="Gone">The anonymous id of one who was deleted there.</param>
/// <param name="End">How far it was read.</param>
internal sealed record PulledLine(
    [property: JsonPropertyName("body")] JsonElement? Body = null, [property: JsonPropertyName("fault")] string? Fault = null,
    [property: JsonPropertyName("gone")] string? Gone = null, [property: JsonPropertyName("end")] PulledEnd? End = null)
{
    private static readonly JsonSerializerOptions Compact = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public byte[] ToBytes() => [.. JsonSerializer.SerializeToUtf8Bytes(this, Compact), (byte)'\n'];

    public static PulledLine Read(string line) => JsonSerializer.Deserialize<PulledLine>(line, Compact)!;
}

/// <param name="Cursor">From where a later pull goes on; null: it begins anew.</param>
/// <param name="Version">Of the connection's settings.</param>
internal sealed record PulledEnd([property: JsonPropertyName("cursor")] string? Cursor, [property: JsonPropertyName("version")] long Version);
