using Contacts;
using Contacts.Stored;
using Contracts;

namespace Tests.Membership;

/// <summary>Looking at a file takes no more of the server than it may.</summary>
public sealed class ImportPreviewTests
{
    [Fact]
    public async Task Beyond_a_few_at_once_a_preview_is_refused_until_one_has_ended()
    {
        await using var world = await World.Open();
        var files = world.Service<IImportFiles>();
        await files.Save("preview-1", new MemoryStream([.. "Email,Plan\na@example.org,x\n"u8]), default);
        var gate = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var preview = new FilePreview(files, new WaitingStore(world.Service<IImportStore>(), gate.Task), world.Door);
        var four = Enumerable.Range(0, 4).Select(_ => Look(preview, null)).ToArray();
        var refusal = await Assert.ThrowsAsync<Refusal>(() => Look(preview, null).WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal((429, "too-many-previews", 5), (refusal.Status, refusal.Type, refusal.RetryAfter));
        Assert.Equal(429, Assert.Throws<Refusal>(preview.RefuseIfFull).Status);
        gate.SetResult(null);
        Assert.All(await Task.WhenAll(four), seen => Assert.Equal(1, seen.Rows));
        await Assert.ThrowsAsync<Refusal>(() => Look(preview, "{\"Nowhere\":\"tag\"}"));
        preview.RefuseIfFull();
        Assert.Equal(1, (await Look(preview, null)).Rows);
    }

    [Fact]
    public async Task Who_has_gone_is_not_read_for()
    {
        await using var world = await World.Open();
        var files = world.Service<IImportFiles>();
        await files.Save("preview-1", new MemoryStream([.. "BEGIN:VCARD\nVERSION:4.0\nEND:VCARD\n"u8]), default);
        var preview = new FilePreview(files, world.Service<IImportStore>(), world.Door);
        Assert.Equal("there is nothing in it", Assert.Single((await Look(preview, null)).Errors).Reason);
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Look(preview, null, gone.Token));
    }

    private static Task<ImportPreview> Look(FilePreview preview, string? mapping, CancellationToken cancel = default) =>
        preview.Of("preview-1", World.Admin, World.Book, mapping, cancel);

    private sealed class WaitingStore(IImportStore store, Task<string?> answer) : OtherImportStore(store)
    {
        public override Task<string?> Mapping(string tenant, string book, string owner, string header, CancellationToken cancel) => answer;
    }
}
