using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Contacts;

/// <summary>Something to write JSON on, wiped and used again for each message of a request. For one thread at a time.</summary>
internal sealed class Sheet
{
    private readonly ArrayBufferWriter<byte> buffer = new(1_024);
    private readonly Utf8JsonWriter json;

    public Sheet() => json = new(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 256 });

    public Utf8JsonWriter Blank()
    {
        buffer.ResetWrittenCount();
        json.Reset();
        return json;
    }

    /// <summary>What was written since; until the next <see cref="Blank"/>.</summary>
    public ReadOnlySpan<byte> Written()
    {
        json.Flush();
        return buffer.WrittenSpan;
    }
}
