using System.Runtime.InteropServices;

namespace Host.Storage.Imports;

/// <summary>Makes a folder's entries as safe as its files: fsync(2) of the folder itself, which .NET does not open.</summary>
internal static class FolderSync
{
    private const int ReadOnly = 0, NotSupported = 22;

    /// <remarks>Elsewhere than on Linux, and on file systems that cannot, it does nothing.</remarks>
    /// <exception cref="IOException">The disk fails.</exception>
    public static void Of(string folder)
    {
        if (!OperatingSystem.IsLinux()) return;
        var handle = Open(folder, ReadOnly);
        if (handle < 0) throw Failure();
        try
        {
            if (Sync(handle) < 0 && Marshal.GetLastPInvokeError() != NotSupported) throw Failure();
        }
        finally
        {
            _ = Close(handle);
        }
    }

    private static IOException Failure() => new(Marshal.GetLastPInvokeErrorMessage(), Marshal.GetLastPInvokeError());

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Sync(int handle);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int handle);
}
