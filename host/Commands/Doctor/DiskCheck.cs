using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Host.Commands.Doctor;

/// <summary>How long a small write takes until it survives a power cut: every answer to a write waits that long.</summary>
internal sealed class DiskCheck : ICheck
{
    private const int Writes = 32;

    // What the server's journal writes at least.
    private const int Bytes = 4096;

    // Disks that keep their word need more than the first; with the second, people notice.
    private static readonly TimeSpan TooFast = TimeSpan.FromMicroseconds(20), Slow = TimeSpan.FromMilliseconds(20);

    public string About => "disk";

    public async IAsyncEnumerable<Finding> Look(Patient patient, [EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        yield return Measure(patient.NearestFolder) is { } times ? Judge(times, new DriveInfo(patient.NearestFolder)) : Finding.Warn(
            "disk", "was not measured: the folder cannot be written.");
    }

    private static Finding Judge(TimeSpan[] times, DriveInfo drive)
    {
        var (middle, worst) = (times[Writes / 2], times[^1]);
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"a small write is safe after {middle.TotalMilliseconds:0.00} ms (append and fsync, median of {Writes}; slowest {worst.TotalMilliseconds:0.00} ms)");
        return drive.DriveFormat is "tmpfs" or "ramfs"
                ? Finding.Warn("disk", $"{text}, but {drive.Name} is memory: everything is gone after a restart. Name a folder on a disk with Storage__Path.")
            : middle < TooFast
                ? Finding.Warn("disk", $"{text}: faster than disks are. If a cache answers for the disk, a power cut may take acknowledged writes with it.")
            : middle > Slow
                ? Finding.Warn("disk", $"{text}: slow. Each answer to a write waits so long; many at once share one. A local SSD is better than a network disk.")
            : Finding.Ok("disk", $"{text}; each answer to a write waits so long, many at once share one");
    }

    /// <summary>Sorted; null when the folder cannot be written.</summary>
    private static TimeSpan[]? Measure(string folder)
    {
        try
        {
            using var file = new FileStream(ScratchFile.In(folder), ScratchFile.Options);
            var (page, times) = (new byte[Bytes], new TimeSpan[Writes]);
            for (var i = 0; i < Writes; i++)
            {
                var since = Stopwatch.GetTimestamp();
                file.Write(page);
                file.Flush(flushToDisk: true);
                times[i] = Stopwatch.GetElapsedTime(since);
            }
            Array.Sort(times);
            return times;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
