using System.Diagnostics;

namespace Tests.Support;

/// <summary>A disk of a few megabytes: a tmpfs, which asks for root's right to mount.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly TempFolder folder = new();

    public string Path => folder.Path;

    private string Ballast => folder.File("ballast");

    public static async Task<SmallDisk> Mount(int megabytes)
    {
        var disk = new SmallDisk();
        await Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=777", "tmpfs", disk.Path);
        return disk;
    }

    /// <summary>Not a byte more fits.</summary>
    public void Fill()
    {
        using var file = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.None, 0);
        foreach (var size in new[] { 1 << 20, 4 << 10, 1 })
            try
            {
                for (var block = new byte[size]; ;) file.Write(block);
            }
            catch (IOException)
            {
                // Full, but for less than that.
            }
    }

    public void MakeRoom() => File.Delete(Ballast);

    public async ValueTask DisposeAsync()
    {
        await Run("umount", "--lazy", Path);
        folder.Dispose();
    }

    private static async Task Run(params string[] words)
    {
        if (!Environment.IsPrivilegedProcess) words = ["sudo", "-n", .. words];
        using var process = Process.Start(new ProcessStartInfo(words[0], words[1..]) { RedirectStandardError = true })!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', words)}: {error}");
    }
}
