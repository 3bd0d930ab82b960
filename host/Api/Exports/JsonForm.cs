using System.IO.Pipelines;
using System.Text.Json;
using Host.Api.Http;

namespace Host.Api;

/// <summary>One array of objects; what a contact does not have is null.</summary>
internal sealed class JsonForm(PipeWriter output, IReadOnlyList<ExportField> fields) : IExportForm
{
    private readonly Utf8JsonWriter _json = new(output, new() { Encoder = Json.Options.Encoder });

    public string Extension => "json";
    public string ContentType => "application/json; charset=utf-8";

    public void Begin() => _json.WriteStartArray();

    public void Add(JsonElement[] values)
    {
        _json.WriteStartObject();
        foreach (var (field, value) in fields.Zip(values))
        {
            _json.WritePropertyName(field.Name);
            if (value.ValueKind == JsonValueKind.Undefined)
                _json.WriteNullValue();
            else
                value.WriteTo(_json);
        }
        _json.WriteEndObject();
    }

    public void End() => _json.WriteEndArray();

    public async ValueTask Flush(CancellationToken cancel)
    {
        await _json.FlushAsync(cancel);
        await output.FlushAsync(cancel);
    }
}
