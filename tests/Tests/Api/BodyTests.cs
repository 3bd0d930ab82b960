using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Contracts;
using Host.Api.Http;
using Microsoft.AspNetCore.Http;

namespace Tests.Api;

public class BodyTests
{
    [Theory]
    [InlineData("""{"a":1}""")]
    [InlineData("\uFEFF[1, 2]")]
    [InlineData("""{"a":"\ud83d\ude00 \\u0000 \u00e9"}""")]
    [InlineData(""" "text" """)]
    public async Task Readable_json_is_read_whatever_its_content_type(string json) =>
        Assert.NotEqual(JsonValueKind.Undefined, (await Body.ReadJson(Request(json))).ValueKind);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":1,"\u0061":2}""")]
    [InlineData("""{"a":1,}""")]
    [InlineData("""{"a":NaN}""")]
    [InlineData("// no")]
    [InlineData("\"raw \u0000\"")]
    [InlineData("{} {}")]
    public async Task Broken_json_and_duplicate_keys_cannot_be_read(string json)
    {
        var refusal = await Assert.ThrowsAsync<Refusal>(async () => await Body.ReadJson(Request(json)));
        Assert.Equal((400, "invalid-json"), (refusal.Status, refusal.Type));
    }

    [Fact]
    public async Task Sixty_four_levels_are_read_and_sixty_five_are_not()
    {
        await Body.ReadJson(Request(new string('[', 64) + new string(']', 64)));
        var refusal = await Assert.ThrowsAsync<Refusal>(async () => await Body.ReadJson(Request(new string('[', 65) + new string(']', 65))));
        Assert.Equal((400, "invalid-json"), (refusal.Status, refusal.Type));
        Assert.Contains("64 deep", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"a":{"b":["x","\u0000"]}}""", "$.a.b[1]")]
    [InlineData("""{"a":"\ud800"}""", "$.a")]
    [InlineData("""{"a":"\ud800x"}""", "$.a")]
    [InlineData("""{"a":"\ud800\ud800"}""", "$.a")]
    [InlineData("""{"a":"\udc00\ud800"}""", "$.a")]
    [InlineData("""{"a":{"x\u0000":1}}""", "$.a")]
    [InlineData("""{"x\ud800":1}""", "$")]
    [InlineData("""{"x\ud800":1,"y\ud800":1}""", "$")]
    public async Task Nul_and_half_surrogates_are_refused_with_their_path(string json, string path)
    {
        var refusal = await Assert.ThrowsAsync<Refusal>(async () => await Body.ReadJson(Request(json)));
        Assert.Equal((422, "invalid-text"), (refusal.Status, refusal.Type));
        Assert.Equal([path], refusal.Errors!.Keys);
    }

    [Fact]
    public async Task Text_that_is_not_utf8_cannot_be_read()
    {
        var refusal = await Assert.ThrowsAsync<Refusal>(async () => await Body.ReadJson(Request([(byte)'"', 0xED, 0xA0, 0x80, (byte)'"'])));
        Assert.Equal((400, "invalid-json"), (refusal.Status, refusal.Type));
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(11, false)]
    public async Task The_limit_is_the_last_size_that_is_taken(int size, bool taken)
    {
        foreach (var named in new[] { true, false })
        {
            var http = Request(new string(' ', size - 2) + "{}");
            if (named) http.Request.ContentLength = size;
            if (taken) await Body.ReadJson(http, 10);
            else Assert.Equal(413, (await Assert.ThrowsAsync<Refusal>(async () => await Body.ReadJson(http, 10))).Status);
        }
    }

    [Fact]
    public async Task Gzip_is_inflated_up_to_its_own_limit()
    {
        var packed = Gzip($"[{new string(' ', 5000)}1]");
        var http = Request(packed);
        http.Request.Headers.ContentEncoding = "gzip";
        Assert.Equal(1, (await Body.ReadJson(http, 1000, 6000))[0].GetInt32());

        http = Request(packed);
        http.Request.Headers.ContentEncoding = "gzip";
        var refusal = await Assert.ThrowsAsync<Refusal>(async () => await Body.ReadJson(http, 1000, 5000));
        Assert.Equal((413, "inflates-too-large"), (refusal.Status, refusal.Type));
    }

    [Theory]
    [InlineData("gzip", 400)]
    [InlineData("br", 415)]
    public async Task Other_encodings_are_named(string encoding, int status)
    {
        var http = Request("{}");
        http.Request.Headers.ContentEncoding = encoding;
        Assert.Equal(status, (await Assert.ThrowsAsync<Refusal>(async () => await Body.ReadJson(http))).Status);
    }

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    private static DefaultHttpContext Request(string body) => Request(Encoding.UTF8.GetBytes(body));

    private static DefaultHttpContext Request(byte[] body) => new() { Request = { Body = new MemoryStream(body), ContentType = "text/plain" } };
}
