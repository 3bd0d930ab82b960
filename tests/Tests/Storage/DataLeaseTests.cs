using System.Diagnostics;
using Host.Storage;

namespace Tests.Storage;

public sealed class DataLeaseTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("audiences-lease-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void One_has_the_folder_until_it_gives_it_up()
    {
        var first = DataLease.TryTake(folder);
        Assert.NotNull(first);
        Assert.Null(DataLease.TryTake(folder));
        first.Dispose();
        using var second = DataLease.TryTake(folder);
        Assert.NotNull(second);
    }

    [Fact]
    public async Task A_process_that_is_killed_loses_it()
    {
        // A plain flock by another program, which must mean the same as ours.
        var start = new ProcessStartInfo("flock", ["--no-fork", "-x", Path.Combine(folder, "lock"), "sh", "-c", "echo held; exec sleep 600"])
        {
            RedirectStandardOutput = true,
        };
        using var holder = Process.Start(start)!;
        try
        {
            Assert.Equal("held", await holder.StandardOutput.ReadLineAsync());
            Assert.Null(DataLease.TryTake(folder));
        }
        finally
        {
            // SIGKILL: nothing in the process gets to let go of it.
            holder.Kill();
            await holder.WaitForExitAsync();
        }
        using var lease = DataLease.TryTake(folder);
        Assert.NotNull(lease);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_an_error_and_no_standby()
    {
        var file = Path.Combine(folder, "plain");
        File.WriteAllText(file, "");
        Assert.ThrowsAny<IOException>(() => DataLease.TryTake(file));
    }
}
