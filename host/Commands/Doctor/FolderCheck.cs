using System.Runtime.CompilerServices;
using Host.Storage;
using Host.Storage.Sqlite;

namespace Host.Commands.Doctor;

internal sealed class FolderCheck : ICheck
{
    private const long Little = 1L << 30, TooLittle = 100L << 20;

    public string About => "folder";

    public async IAsyncEnumerable<Finding> Look(Patient patient, [EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        yield return Folder(patient);
        if (Directory.Exists(patient.NearestFolder)) yield return Space(new DriveInfo(patient.NearestFolder));
    }

    private static Finding Folder(Patient patient)
    {
        var (folder, nearest) = (patient.DataFolder, patient.NearestFolder);
        if (File.Exists(folder)) return Finding.Fail("folder", $"{folder} is a file; Storage__Path, or --data here, names a folder.");
        if (WhyNotWritable(patient) is { } problem)
            return Finding.Fail(
                "folder", $"{folder} cannot be used by {Environment.UserName}: {problem} Give the folder to that user (chown), or name another with Storage__Path.");
        return folder != nearest ? Finding.Ok("folder", $"{folder} is not there yet; the first start makes it")
            : DataLease.IsHeld(folder) ? Finding.Ok("folder", $"{folder} is writable, and in use by a running server; a second one would stand by")
            : Finding.Ok("folder", $"{folder} is writable");
    }

    private static string? WhyNotWritable(Patient patient)
    {
        try
        {
            using (new FileStream(ScratchFile.In(patient.NearestFolder), ScratchFile.Options)) { }
            foreach (var name in (ReadOnlySpan<string>)[SqliteDatabase.FileName, $"{SqliteDatabase.FileName}-wal", $"{SqliteDatabase.FileName}-shm", "lock"])
                if (Path.Combine(patient.DataFolder, name) is var file && File.Exists(file))
                    using (new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite)) { }
            return null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // The server's own lock stands in nobody's way but another server's.
            return problem is IOException && DataLease.IsHeld(patient.DataFolder) ? null : problem.Message;
        }
    }

    private static Finding Space(DriveInfo drive)
    {
        var free = drive.AvailableFreeSpace;
        var text = $"{free / (1 << 20):N0} MB are free for the data";
        return free < TooLittle ? Finding.Fail("space", $"{text}: too little to write. Make room, or name another folder with Storage__Path.")
            : free < Little ? Finding.Warn("space", $"{text}; a million events take about 1 GB.")
            : Finding.Ok("space", text);
    }
}
