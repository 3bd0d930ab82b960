namespace Host.Storage;

/// <summary>
/// The right to work on a data folder: an exclusive lock on its file <c>lock</c>, which the system takes back when the process
/// ends, however it ends. One process has it; others stand by.
/// </summary>
/// <remarks>The file stays when the lease is given up: taking it away could leave two processes with a lock on two files.</remarks>
internal sealed class DataLease : IDisposable
{
    // What "another process has it" is called: by Linux, macOS and Windows.
    const int LinuxWouldBlock = 11, MacWouldBlock = 35, WindowsSharing = unchecked((int)0x80070020);

    const string FileName = "lock";

    readonly FileStream file;

    DataLease(FileStream file) => this.file = file;

    /// <summary>Null when another process has the folder. Makes the folder when it is new.</summary>
    /// <exception cref="IOException">The folder cannot be written, or its file system has no locks.</exception>
    public static DataLease? TryTake(string folder)
    {
        Directory.CreateDirectory(folder);
        try
        {
            return new(new(Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException held) when (held.HResult is LinuxWouldBlock or MacWouldBlock or WindowsSharing)
        {
            return null;
        }
    }

    /// <summary>Another process has the folder now. Asking makes nothing and takes nothing.</summary>
    public static bool IsHeld(string folder)
    {
        try
        {
            using var shared = new FileStream(Path.Combine(folder, FileName), FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (IOException held) when (held.HResult is LinuxWouldBlock or MacWouldBlock or WindowsSharing)
        {
            return true;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public void Dispose() => file.Dispose();
}
