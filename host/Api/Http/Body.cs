using System.IO.Compression;
using System.Text.Json;
using System.Text.Unicode;
using Contracts;

namespace Host.Api.Http;

/// <summary>Reads request bodies: JSON whatever the content type says, bounded before and after inflating.</summary>
internal static class Body
{
    public const int OneMegabyte = 1 << 20;

    private static readonly JsonDocumentOptions Strict = new()
    {
        AllowDuplicateProperties = false, AllowTrailingCommas = false, CommentHandling = JsonCommentHandling.Disallow, MaxDepth = 64,
    };

    /// <summary>The body as JSON, its text checked by <see cref="BadText.Refuse"/>. An empty body is refused.</summary>
    /// <param name="inflatedLimit">Bytes after inflating; <paramref name="limit"/> when null.</param>
    public static async ValueTask<JsonElement> ReadJson(HttpContext http, int limit = OneMegabyte, int? inflatedLimit = null)
    {
        var json = await ReadOptionalJson(http, limit, inflatedLimit);
        return json.ValueKind != JsonValueKind.Undefined
            ? json
            : throw new Refusal(400, "invalid-json", "The body is empty. Send JSON.");
    }

    /// <summary>Like <see cref="ReadJson"/>; an empty body is answered with <see cref="JsonValueKind.Undefined"/>.</summary>
    public static async ValueTask<JsonElement> ReadOptionalJson(HttpContext http, int limit = OneMegabyte, int? inflatedLimit = null)
    {
        var bytes = await ReadBytes(http, limit, inflatedLimit);
        if (bytes.Length == 0) return default;
        var json = Parse(bytes.Span);
        BadText.Refuse(json);
        return json;
    }

    /// <summary>JSON as RFC 8259 has it, without duplicate keys or depth over 64; its text is not checked.</summary>
    public static JsonElement Parse(ReadOnlySpan<byte> utf8)
    {
        if (utf8.StartsWith("\uFEFF"u8)) utf8 = utf8[3..];
        if (!Utf8.IsValid(utf8)) throw new Refusal(400, "invalid-json", "The body is not UTF-8.");
        try
        {
            return JsonElement.Parse(utf8, Strict);
        }
        catch (JsonException problem)
        {
            throw new Refusal(400, "invalid-json", Explain(problem));
        }
        catch (InvalidOperationException)
        {
            // The search for duplicates has to unescape names, and cannot with half a surrogate pair.
            throw Refusal.Invalid("$", "a property name has half a surrogate pair", "invalid-text");
        }
    }

    /// <summary>The bytes of the body, inflated when <c>Content-Encoding</c> says gzip.</summary>
    /// <exception cref="Refusal">413 <c>too-large</c> as received, 413 <c>inflates-too-large</c>, 400 <c>invalid-gzip</c>, 415.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadBytes(HttpContext http, int limit, int? inflatedLimit = null)
    {
        var encoding = http.Request.Headers.ContentEncoding.ToString();
        var packed = encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase);
        if (!packed && encoding is not ("" or "identity"))
            throw new Refusal(415, "unsupported-encoding", "Send the body as it is, or with Content-Encoding: gzip.");
        if (http.Request.ContentLength > limit) throw TooLarge(limit);
        var received = await Take(http.Request.Body, http.Request.ContentLength, limit, TooLarge, http.RequestAborted);
        return packed ? await Inflate(received, inflatedLimit ?? limit, http.RequestAborted) : received;
    }

    private static async ValueTask<ReadOnlyMemory<byte>> Inflate(ReadOnlyMemory<byte> packed, int limit, CancellationToken cancel)
    {
        if (packed.IsEmpty) return packed;
        await using var gzip = new GZipStream(new MemoryStream(packed.ToArray(), writable: false), CompressionMode.Decompress);
        try
        {
            return await Take(gzip, null, limit, InflatesTooLarge, cancel);
        }
        catch (InvalidDataException)
        {
            throw new Refusal(400, "invalid-gzip", "Content-Encoding says gzip, and the body is not readable as that.");
        }
    }

    private static async ValueTask<ReadOnlyMemory<byte>> Take(
        Stream from, long? length, int limit, Func<int, Refusal> tooLarge, CancellationToken cancel)
    {
        // One more than expected, so that the end is seen without growing.
        var buffer = new byte[length is { } known ? known + 1 : Math.Min(4096, limit + 1)];
        var filled = 0;
        while (await from.ReadAsync(buffer.AsMemory(filled), cancel) is var read and > 0)
        {
            filled += read;
            if (filled > limit) throw tooLarge(limit);
            if (filled == buffer.Length) Array.Resize(ref buffer, Math.Min(buffer.Length * 2, limit + 1));
        }
        return buffer.AsMemory(0, filled);
    }

    private static Refusal TooLarge(int limit) => new(413, "too-large", $"The body is larger than {limit:N0} bytes.");

    private static Refusal InflatesTooLarge(int limit) => new(413, "inflates-too-large", $"The body inflates to more than {limit:N0} bytes.");

    private static string Explain(JsonException problem)
    {
        // .NET's own message would quote a duplicate key, which may be personal; the place is enough.
        var what = problem.Message.Contains("uplicate", StringComparison.Ordinal) ? "A property name stands twice in one object"
            : problem.Message.Contains("depth", StringComparison.OrdinalIgnoreCase) ? "The JSON is nested more than 64 deep"
            : "The body is not valid JSON";
        return problem.LineNumber is { } line ? $"{what} (line {line + 1}, byte {problem.BytePositionInLine + 1})." : $"{what}.";
    }
}
