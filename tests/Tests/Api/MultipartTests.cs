using Contracts;
using Host.Api.Http;
using Microsoft.AspNetCore.Http;
using Tests.Support;

namespace Tests.Api;

/// <summary>Forms: what is wrong with one is told apart from what is wrong with the disk that it is buffered on.</summary>
public sealed class MultipartTests
{
    [Fact]
    public async Task A_form_that_breaks_off_is_cut_off()
    {
        var (file, _) = await Multipart.File(Request(new MemoryStream(Imports.Form(new byte[100_000], "x")[..^8])), "file", "mapping");
        Assert.Equal(400, (await Assert.ThrowsAsync<Refusal>(() => file.CopyToAsync(Stream.Null))).Status);
    }

    [Fact]
    public async Task A_disk_that_fails_under_a_form_is_not_called_so()
    {
        var (file, _) = await Multipart.File(Request(new BadDisk(Imports.Form(new byte[300_000], "x"))), "file", "mapping");
        Assert.Equal(5, (await Assert.ThrowsAsync<IOException>(() => file.CopyToAsync(Stream.Null))).HResult);
    }

    private static DefaultHttpContext Request(Stream body) =>
        new() { Request = { Method = "POST", ContentType = "multipart/form-data; boundary=x", Body = body } };

    /// <summary>Fails in the middle, with the number that systems give for it.</summary>
    private sealed class BadDisk(byte[] content) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position > 100_000 ? throw new IOException("Input/output error", 5) : base.ReadAsync(buffer, cancellationToken);
    }
}
