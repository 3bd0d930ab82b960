using System.Globalization;
using System.Runtime.CompilerServices;
using Host.Storage.Sqlite;

namespace Host.Commands.Doctor;

internal sealed class ClockCheck(TimeProvider machine) : ICheck
{
    private static readonly TimeSpan Watched = TimeSpan.FromMilliseconds(200), Jump = TimeSpan.FromMilliseconds(100), Behind = TimeSpan.FromMinutes(1);
    private const int FirstYear = 2025, LastYear = 2100;

    public string About => "clock";

    public async IAsyncEnumerable<Finding> Look(Patient patient, [EnumeratorCancellation] CancellationToken cancel)
    {
        var apart = await Drift(cancel);
        var now = machine.GetUtcNow();
        var text = $"the machine says {now.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC";
        yield return now.Year is < FirstYear or > LastYear
                ? Finding.Fail("clock", $"{text}, which cannot be. Set the clock (NTP) before the first event is taken: windows are counted by it.")
            : NewestWrite(patient.DataFolder) is { } written && written > now + Behind
                ? Finding.Fail("clock", $"{text}, but the data were last written at {written:yyyy-MM-dd HH:mm:ss} UTC. Set the clock (NTP) before starting.")
            : apart > Jump
                ? Finding.Warn("clock", $"{text}, and it jumped by {apart.TotalMilliseconds:0} ms while it was watched. Something else sets it; use NTP alone.")
            : KernelClock.IsSynchronised() switch
            {
                true => Finding.Ok("clock", $"{text}, kept right by NTP"),
                false => Finding.Warn("clock", $"{text}, and nothing keeps it right, as far as the system knows. Install an NTP service (chrony, systemd-timesyncd)."),
                null => Finding.Ok("clock", $"{text}; whether NTP keeps it right, the system does not say"),
            };
        if (patient.ManualClock)
            yield return Finding.Warn("clock", "Clock__Manual=true: business time moves only by PUT /v1/clock. That is for tests and trials; leave it away otherwise.");
    }

    /// <summary>How far the wall clock and the monotonic one come apart in a moment.</summary>
    private async Task<TimeSpan> Drift(CancellationToken cancel)
    {
        var (wall, steady) = (machine.GetUtcNow(), machine.GetTimestamp());
        await Task.Delay(Watched, machine, cancel);
        return (machine.GetUtcNow() - wall - machine.GetElapsedTime(steady)).Duration();
    }

    private static DateTime? NewestWrite(string folder) => !Directory.Exists(folder) ? null
        : new DirectoryInfo(folder).EnumerateFiles($"{SqliteDatabase.FileName}*").Select(file => (DateTime?)file.LastWriteTimeUtc).Max();
}
