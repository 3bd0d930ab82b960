using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace Tests.Support;

/// <summary>One request as a client put it on the wire, headers and body to the byte.</summary>
internal sealed record Recorded(string Method, string Path, IReadOnlyList<(string Name, string Value)> Headers, byte[] Body)
{
    bool IsGzip => Headers.Any(header => header.Name.Equals("Content-Encoding", StringComparison.OrdinalIgnoreCase) && header.Value == "gzip");

    public bool IsBatch => Path == "/v1/batch";

    public JsonObject Json => JsonNode.Parse(IsGzip ? Inflate(Body) : Body)!.AsObject();

    /// <summary>The messages inside, as sent.</summary>
    public IEnumerable<JsonObject> Messages => Json["batch"]!.AsArray().Select(message => message!.AsObject());

    /// <summary>The same headers around another body, packed as the first was.</summary>
    public Recorded With(JsonObject body)
    {
        var bytes = Encoding.UTF8.GetBytes(body.ToJsonString());
        return this with { Body = IsGzip ? Deflate(bytes) : bytes };
    }

    static byte[] Inflate(byte[] packed)
    {
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }

    static byte[] Deflate(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(plain);
        return packed.ToArray();
    }
}
